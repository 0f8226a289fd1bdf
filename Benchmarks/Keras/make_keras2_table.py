"""Writes down what Keras 2 makes of every layer: make_keras2_table.py FILE.

tf_keras is Keras 2 as it is kept up for TensorFlow. It gets the configurations of Keras 3 as far as it
has them, and some of the layers that Keras 3 has no more. Lines are those of make_layer_table.py.
"""

import json
import os
import sys
import types

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tf_keras

L = tf_keras.layers


class Layers:
    """Keras 2's layers; one that it lacks fails once it is made, not while cases are listed."""

    def __getattr__(self, name):
        def missing(*_, **__):
            raise NotImplementedError(name)

        return getattr(L, name, missing)


standing_in = types.ModuleType("keras")
standing_in.layers = Layers()
standing_in.__version__ = tf_keras.__version__
sys.modules["keras"] = standing_in

from layer_configurations import CASES, IMAGE, ODD_IMAGE, SEQUENCE, VECTOR

OLD = {
    "LocallyConnected1D": [(lambda: L.LocallyConnected1D(4, 3), [SEQUENCE]),
                           (lambda: L.LocallyConnected1D(2, 2, strides=2), [SEQUENCE]),
                           (lambda: L.LocallyConnected1D(3, 3, use_bias=False), [SEQUENCE])],
    "LocallyConnected2D": [(lambda: L.LocallyConnected2D(4, 3), [IMAGE]),
                           (lambda: L.LocallyConnected2D(2, (3, 2), strides=2), [ODD_IMAGE]),
                           (lambda: L.LocallyConnected2D(2, 3, use_bias=False), [IMAGE])],
    "ThresholdedReLU": [(lambda: L.ThresholdedReLU(0.5), [VECTOR]),
                        (lambda: L.ThresholdedReLU(), [SEQUENCE]),
                        (lambda: L.ThresholdedReLU(2.0), [IMAGE])],
    **{name: [(lambda layer=layer: layer(4), [SEQUENCE]),
              (lambda layer=layer: layer(3, return_sequences=True), [SEQUENCE]),
              (lambda layer=layer: layer(2, return_state=True), [SEQUENCE])]
       for name, layer in (("CuDNNLSTM", tf_keras.src.layers.CuDNNLSTM),
                           ("CuDNNGRU", tf_keras.src.layers.CuDNNGRU))},
    "SyncBatchNormalization": [(lambda: L.BatchNormalization(synchronized=True), [shape])
                               for shape in (VECTOR, SEQUENCE, IMAGE)],
    "RandomHeight": [(lambda: L.RandomHeight(0.2), [IMAGE]), (lambda: L.RandomHeight(0.1), [ODD_IMAGE]),
                     (lambda: L.RandomHeight((-0.2, 0.3)), [IMAGE])],
    "RandomWidth": [(lambda: L.RandomWidth(0.2), [IMAGE]), (lambda: L.RandomWidth(0.1), [ODD_IMAGE]),
                    (lambda: L.RandomWidth((-0.2, 0.3)), [IMAGE])],
}
NAMED = ("MultiHeadAttention", "GroupedQueryAttention")


def inputs_for(shapes):
    pairs = [shape if len(shape) == 2 and isinstance(shape[1], str) else (shape, "float32")
             for shape in shapes]
    return [tf_keras.Input(shape, dtype=dtype) for shape, dtype in pairs]


def described(make, shapes):
    tf_keras.backend.clear_session()
    inputs = inputs_for(shapes)
    layer = make()
    if type(layer).__name__ in NAMED:
        outputs = layer(*inputs)
    else:
        outputs = layer(inputs if len(inputs) > 1 else inputs[0])
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    frozen = {id(weight) for weight in layer.non_trainable_weights}
    # The layer as a model's JSON of Keras 2 has it: module and build_config belong to '.keras' files.
    saved = json.loads(tf_keras.Model(inputs, list(outputs)).to_json())
    entry = next(entry for entry in saved["config"]["layers"] if entry["name"] == layer.name)
    return {
        "layer": {key: entry[key] for key in ("class_name", "config")},
        "inputs": [[list(tensor.shape), tensor.dtype.name] for tensor in inputs],
        "outputs": [list(tensor.shape) for tensor in outputs],
        "weights": [[weight.name.split(":")[0], list(weight.shape), id(weight) not in frozen]
                    for weight in layer.weights]}


def main():
    missing = []
    with open(sys.argv[1], "w") as table:
        for name, cases in (CASES | OLD).items():
            for make, shapes in cases:
                try:
                    line = {"class": name} | described(make, shapes)
                except Exception as error:
                    missing.append(f"{name}: {type(error).__name__}: {str(error)[:100]}")
                    continue
                table.write(json.dumps(line) + "\n")
    print(*missing, sep="\n", file=sys.stderr)


main()
