"""Counts the networks of keras.applications: make_applications.py GRADMARK FOLDER TABLE.

Each network is written to FOLDER as JSON, as `to_json()` gives it, and as a `.keras` archive; TABLE gets
a line for each with its parameters and how many of them learn, as Keras counts them and as Gradmark
reads them from either file. Built without weights, so that nothing is downloaded. Exit status 3 where
the counts differ.
"""

import json
import os
import pathlib
import subprocess
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


def counted(gradmark, path):
    """What Gradmark counts, or nothing where it leaves a layer open."""
    text = subprocess.run([gradmark, "summary", "--format", "json", "--strict", path],
                          capture_output=True, text=True).stdout
    summary = json.loads(text) if text else {}
    return summary.get("total_params"), summary.get("trainable_params")


def main():
    gradmark, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in NAMES:
        keras.backend.clear_session()
        model = getattr(keras.applications, name)(weights=None)
        files = [folder / f"{name}.json", folder / f"{name}.keras"]
        files[0].write_text(model.to_json())
        model.save(files[1])
        keras_counts = (model.count_params(), count(model.trainable_weights))
        rows.append((name, *keras_counts, *counted(gradmark, files[0]), *counted(gradmark, files[1])))
        print(*rows[-1], flush=True)
        files[1].unlink()
        del model
    with open(sys.argv[3], "w") as table:
        table.write("network,parameters,trainable,from_json,trainable_from_json,from_keras,"
                    "trainable_from_keras\n")
        table.writelines(",".join("" if cell is None else str(cell) for cell in row) + "\n"
                         for row in rows)
    return 0 if all(row[1:3] == row[3:5] == row[5:7] for row in rows) else 3


sys.exit(main())
