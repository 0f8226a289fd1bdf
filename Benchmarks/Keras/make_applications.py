"""Counts the networks of keras.applications: make_applications.py FOLDER TABLE.

Each network is written to FOLDER as JSON, as `to_json()` gives it; TABLE gets a line for each with its
parameters and how many of them learn. Built without weights, so that nothing is downloaded.
"""

import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras

NAMES = """
VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 InceptionV3
InceptionResNetV2 Xception MobileNet MobileNetV2 MobileNetV3Small MobileNetV3Large DenseNet121
DenseNet169 DenseNet201 NASNetMobile NASNetLarge EfficientNetB0 EfficientNetB1 EfficientNetB2
EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 EfficientNetB7 EfficientNetV2B0
EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2S EfficientNetV2M EfficientNetV2L
ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge
""".split()


def count(weights):
    return sum(int(keras.ops.size(weight)) for weight in weights)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in NAMES:
        keras.backend.clear_session()
        model = getattr(keras.applications, name)(weights=None)
        (folder / f"{name}.json").write_text(model.to_json())
        rows.append((name, model.count_params(), count(model.trainable_weights)))
        print(*rows[-1], flush=True)
        del model
    with open(sys.argv[2], "w") as table:
        table.write("network,parameters,trainable\n")
        table.writelines(f"{name},{total},{trainable}\n" for name, total, trainable in rows)


main()
