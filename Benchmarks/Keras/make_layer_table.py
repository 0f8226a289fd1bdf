"""Writes down what Keras makes of every layer: make_layer_table.py FILE.

One line of JSON a configuration: the layer as Keras saves it, the shapes that it takes and returns,
and its weights with shapes, in Keras's order.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras

from layer_configurations import CASES


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
    return {
        "layer": keras.saving.serialize_keras_object(layer),
        "inputs": [[list(tensor.shape), tensor.dtype] for tensor in inputs],
        "outputs": [list(tensor.shape) for tensor in outputs],
        "weights": [[path(weight, layer), list(weight.shape), bool(weight.trainable)]
                    for weight in layer.weights],
        "supports_masking": layer.supports_masking}


def path(weight, layer):
    """A weight's path without the layer's own name."""
    return weight.path.removeprefix(layer.name + "/")


def main():
    with open(sys.argv[1], "w") as table:
        for name, cases in CASES.items():
            for index, (make, shapes) in enumerate(cases):
                try:
                    line = {"class": name} | described(make, shapes)
                except Exception as error:
                    print(f"{name} {index}: {type(error).__name__}: {str(error)[:300]}", file=sys.stderr)
                    continue
                table.write(json.dumps(line) + "\n")


main()
