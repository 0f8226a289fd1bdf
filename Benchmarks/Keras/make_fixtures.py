"""Trains random models in Keras on JAX and records everything: make_fixtures.py FOLDER COUNT SEED.

Each folder holds what `gradmark train --fixture` reads, and what Keras computed from it.
"""

import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras

import safetensors_file
from random_model import RandomModel

STEPS = 12
EPOCHS = 3
SNAPSHOTS = [1, 5, 12]


def record(drawn, folder):
    """Trains one model twice from the same start, step by step and by `fit`, and writes both."""
    folder.mkdir(parents=True)
    model, start = drawn.model, drawn.model.get_weights()
    write_json(folder / "fixture.json", {
        "kind": "train", "description": drawn.description, "batch_size": drawn.batch_size,
        "steps": STEPS, "snapshots": SNAPSHOTS, "fit_epochs": EPOCHS, "shuffle": False,
        "validation_split": drawn.validation_split})
    (folder / "model.json").write_text(model.to_json())
    safetensors_file.write(folder / "data.safetensors", {"x": drawn.x, "y": drawn.y})
    write_weights(folder / "weights_initial.safetensors", model, start)
    write_weights(folder / "gradients_step_1.safetensors", model, first_gradient(drawn))
    predictions = {"predict_initial": model.predict(drawn.x[:32], verbose=0)}
    results = {"evaluate_initial": evaluate(drawn)}

    losses = {"loss": []} | {name: [] for name in drawn.metrics}
    drawn.compile(model)
    for step in range(1, STEPS + 1):
        logs = model.train_on_batch(*batch(drawn, step), return_dict=True)
        for name in losses:
            losses[name].append(float(logs[name]))
        if step in SNAPSHOTS:
            write_weights(
                folder / f"weights_step_{step}.safetensors", model, model.get_weights())
    results[f"evaluate_step_{STEPS}"] = evaluate(drawn)
    predictions["predict_final"] = model.predict(drawn.x[:32], verbose=0)
    safetensors_file.write(folder / "predict.safetensors", predictions)
    write_json(folder / "losses.json", losses)

    model.set_weights(start)
    drawn.compile(model)
    history = model.fit(
        drawn.x, drawn.y, batch_size=drawn.batch_size, epochs=EPOCHS, shuffle=False, verbose=0,
        validation_split=drawn.validation_split or 0.0).history
    write_json(folder / "results.json", {"history": history} | results)


def batch(drawn, step):
    """The rows of a step, counted from 1; the last batch of an epoch may be short."""
    per_epoch = -(-drawn.samples // drawn.batch_size)
    start = drawn.batch_size * ((step - 1) % per_epoch)
    rows = slice(start, start + drawn.batch_size)
    return drawn.x[rows], drawn.y[rows]


def first_gradient(drawn):
    """The gradient of the first batch's loss, penalties included."""
    model, (x, y) = drawn.model, batch(drawn, 1)

    def loss(trainable):
        state = [variable.value for variable in model.non_trainable_variables]
        output, _, losses = model.stateless_call(trainable, state, x, return_losses=True)
        return keras.losses.get(drawn.loss)(y, output).mean() + sum(losses)

    return jax.grad(loss)([variable.value for variable in model.trainable_variables])


def evaluate(drawn):
    logs = drawn.model.evaluate(
        drawn.x, drawn.y, batch_size=drawn.batch_size, verbose=0, return_dict=True)
    return {name: float(value) for name, value in logs.items()}


def write_weights(path, model, values):
    names = [f"{layer.name}/{weight.name}" for layer in model.layers for weight in layer.weights]
    safetensors_file.write(path, dict(zip(names, values, strict=True)))


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n")


def main():
    folder, count, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for index in range(count):
        record(RandomModel(seed + index), folder / f"seed_{seed + index:05}")
        print(f"\rKeras has trained {index + 1} of {count} models", end="", file=sys.stderr)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
