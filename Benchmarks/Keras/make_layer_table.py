"""Writes down what Keras makes of every layer: make_layer_table.py FILE.

One line of JSON a configuration: the layer as Keras saves it, the shapes that it takes and returns,
its weights with shapes, in Keras's order, and where Keras 3's own files hold them.
"""

import json
import os
import pathlib
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import h5py
import keras
import numpy as np

from layer_configurations import CASES, adapted


def inputs_for(shapes):
    pairs = [shape if len(shape) == 2 and isinstance(shape[1], str) else (shape, "float32")
             for shape in shapes]
    return [keras.Input(shape, dtype=dtype) for shape, dtype in pairs]


def call(layer, inputs):
    """Several tensors are arguments of the layers that name them, and one list for all others."""
    named = ("MultiHeadAttention", "GroupedQueryAttention")
    if type(layer).__name__ in named:
        return layer(*inputs)
    return layer(inputs if len(inputs) > 1 else inputs[0])


def described(make, shapes):
    keras.backend.clear_session()
    inputs = inputs_for(shapes)
    layer = make()
    outputs = keras.tree.flatten(call(layer, inputs))
    saved = keras.saving.serialize_keras_object(layer)
    return {
        "layer": saved,
        "inputs": [[list(tensor.shape), tensor.dtype] for tensor in inputs],
        "outputs": [list(tensor.shape) for tensor in outputs],
        "weights": [[path(weight, layer), list(weight.shape), bool(weight.trainable)]
                    for weight in layer.weights],
        "supports_masking": layer.supports_masking,
        "stored": stored(layer, inputs, outputs)}


def stored(layer, inputs, outputs):
    """The data set of each weight below the layer's group, as [path, number of the weight]; a weight may
    have two. Nothing where Keras saves other numbers than the weights', as it does for LoRA."""
    if not layer.weights:
        return []
    for number, weight in enumerate(layer.weights):
        weight.assign(np.full(weight.shape, number + 1).astype(weight.dtype))
    places = []

    def visit(path, entry):
        if isinstance(entry, h5py.Dataset):
            values = set(np.asarray(entry[()]).ravel().tolist()) if entry.dtype.kind != "V" else {None}
            places.append([path.split("/", 2)[2], int(values.pop() or 0) - 1 if len(values) == 1 else -1])

    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "one.weights.h5")
        keras.Model(inputs, list(outputs)).save_weights(file)
        with h5py.File(file) as weights:
            weights.visititems(visit)
    shapes = [weight.shape for weight in layer.weights]
    return places if all(0 <= number < len(shapes) for _, number in places) else None


def path(weight, layer):
    """A weight's path without the layer's own name."""
    return weight.path.removeprefix(layer.name + "/")


def main():
    with open(sys.argv[1], "w") as table:
        for name, cases in (CASES | adapted()).items():
            for index, (make, shapes) in enumerate(cases):
                try:
                    line = {"class": name} | described(make, shapes)
                except Exception as error:
                    print(f"{name} {index}: {type(error).__name__}: {str(error)[:300]}", file=sys.stderr)
                    continue
                table.write(json.dumps(line) + "\n")


main()
