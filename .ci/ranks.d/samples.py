# Samples of the catalogue's shapes, few enough to be evaluated in no time. The argument is a folder.
import array, json, random, sys

def write(name, **tensors):
    header, data = {}, b""
    for key, (shape, values) in tensors.items():
        part = array.array("f", values).tobytes()
        header[key] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    with open(f"{sys.argv[1]}/{name}.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)

def numbers(count):
    return [random.uniform(-1, 1) for _ in range(count)]

def classes(samples, count):
    return [float(sample % count == one) for sample in range(samples) for one in range(count)]

random.seed(1)
# So large a number in the last sample alone that only its rank's loss is none.
write("burst", x=([70, 514], numbers(69 * 514) + [3e38] * 514), y=([70, 257], numbers(70 * 257)))
write("pair", x=([70, 2], numbers(140)), y=([70, 2], numbers(140)))
write("digits", x=([150, 1, 28, 28], numbers(150 * 784)), y=([150, 10], classes(150, 10)))
write("denoise", x=([70, 514], numbers(70 * 514)), y=([70, 257], numbers(70 * 257)))
write("conv", x=([11, 20, 24, 3], numbers(11 * 1440)), y=([11, 14, 18, 10], classes(11 * 14 * 18, 10)))
write("rnn", x=([70, 3, 1], numbers(210)), y=([70, 1], numbers(70)))
write("resnet-8", x=([19, 32, 32, 3], numbers(19 * 3072)), y=([19, 10], classes(19, 10)))
