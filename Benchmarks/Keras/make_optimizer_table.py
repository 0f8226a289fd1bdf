"""Writes down how many variables Keras 3 gives each of its optimizers: make_optimizer_table.py FILE.

The file has a few models, and for each optimizer its settings, the model, and what Keras counts for both once
training has begun.
"""

import json
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras.src.utils import summary_utils

L = keras.layers
O = keras.optimizers


def layers():
    """Tables and vectors, three axes, a name that sounds like an embedding, statistics, a frozen layer."""
    return [
        L.Embedding(7, 3, name="words"),
        L.Conv1D(4, 2, name="conv"),
        L.BatchNormalization(name="norm"),
        L.GRU(5, recurrent_initializer="glorot_uniform", name="gru"),
        L.Dense(3, name="embedding_like"),
        L.Dense(6, trainable=False, name="frozen"),
        L.Dense(2, name="last"),
    ]


def chain(name="net"):
    return keras.Sequential([keras.Input((6,), name="in"), *layers()], name=name)


def graph():
    tensor = source = keras.Input((6,), name="in")
    for layer in layers():
        tensor = layer(tensor)
    return keras.Model(source, tensor, name="net")


def eight_bits():
    model = keras.Sequential([keras.Input((4,)), L.Dense(3), L.Dense(2)], name="net")
    model.quantize("float8")
    return model


MODELS = {
    "chain": (chain, "float32"),
    "embedding": (lambda: chain("embedding_net"), "float32"),
    "graph": (graph, "float32"),
    "mixed chain": (chain, "mixed_float16"),
    "mixed graph": (graph, "mixed_float16"),
    "half": (chain, "bfloat16"),
    "eight bits": (eight_bits, "float32"),
}


def optimizers(model):
    """Every class, and every setting that adds variables; those that all classes have on one model."""
    schedule = O.schedules.ExponentialDecay(0.1, 10, 0.9)
    for name in (
        "SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Nadam Ftrl Lion Lamb Adafactor Muon "
        "ScheduleFreeAdamW"
    ).split():
        cls = getattr(O, name)
        yield lambda: cls()
        if model != "chain":
            continue
        yield lambda: cls(use_ema=True)
        yield lambda: cls(gradient_accumulation_steps=2)
        yield lambda: O.LossScaleOptimizer(cls())
    yield lambda: O.SGD(schedule)
    yield lambda: O.SGD(momentum=0.9)
    yield lambda: O.Adam(amsgrad=True)
    yield lambda: O.AdamW(amsgrad=True, use_ema=True)
    yield lambda: O.RMSprop(momentum=0.5)
    yield lambda: O.RMSprop(centered=True)
    yield lambda: O.RMSprop(schedule, momentum=0.5, centered=True)
    yield lambda: O.Muon(exclude_embeddings=False)
    yield lambda: O.Muon(exclude_layers=["gru", "last"])
    yield lambda: O.LossScaleOptimizer(O.Adam(schedule))
    yield lambda: O.MultiOptimizer(O.OptimizerMap(O.Nadam()))


def main():
    path = sys.argv[1]
    models, entries = {}, []
    for name, (make, policy) in MODELS.items():
        for make_optimizer in optimizers(name):
            keras.backend.clear_session()
            keras.config.set_dtype_policy(policy)
            model = make()
            keras.config.set_dtype_policy("float32")
            assert model.built, name
            models[name] = json.loads(model.to_json())
            optimizer = make_optimizer()
            written = O.serialize(optimizer)
            model.compile(optimizer, "mse")
            model.optimizer.build(model.trainable_variables)
            variables = model.optimizer.variables
            entries.append(
                {
                    "model": name,
                    "optimizer": written,
                    "count": summary_utils.count_params(variables),
                    "bytes": int(summary_utils.weight_memory_size(variables)),
                }
            )
    with open(path, "w") as file:
        file.write(json.dumps({"keras": keras.__version__, "models": models}) + "\n")
        for entry in entries:
            file.write(json.dumps(entry) + "\n")


main()
