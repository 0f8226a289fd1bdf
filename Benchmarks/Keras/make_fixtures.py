"""Trains random models in Keras on JAX and records everything: make_fixtures.py FOLDER COUNT SEED.

Each folder holds what `gradmark train --fixture` reads, and what Keras computed from it.
"""

import collections
import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np

import safetensors_file
from limits import LIMITS, gradient_scales, tolerances, weight_scales
from random_model import RandomModel, one_or_all

STEPS = 12
EPOCHS = 3
SNAPSHOTS = [1, 5, 12]
# Seeds of a model's further draws, where those before came to nothing.
DRAWS = 10_000_000


def record(drawn, folder):
    """Trains one model twice from the same start, step by step and by `fit`, and writes both.

    Says whether it was worth it: a model whose training magnifies a rounding, since an element comes
    within a rounding of where a function bends, tells nothing about who is right."""
    model, start = drawn.model, drawn.model.get_weights()
    predictions = predict(drawn, "predict_initial")
    results = {"evaluate_initial": evaluate(drawn)}
    gradient_of = gradient_function(drawn)
    gradient = first_gradient(drawn, gradient_of)
    losses, snapshots = train(drawn)
    results[f"evaluate_step_{STEPS}"] = evaluate(drawn)
    predictions |= predict(drawn, "predict_final")
    named_start = by_name(model, start)
    restart(drawn, shifted(drawn, start))
    if not is_close(gradient, first_gradient(drawn, gradient_of), gradient_scales(gradient)):
        return False
    if not is_steady(drawn, start, snapshots[STEPS], losses):
        return False

    folder.mkdir(parents=True)
    write_json(folder / "fixture.json", {
        "kind": "train", "description": drawn.description, "batch_size": drawn.batch_size,
        "steps": STEPS, "snapshots": SNAPSHOTS, "fit_epochs": EPOCHS, "shuffle": False,
        "validation_split": drawn.validation_split})
    (folder / "model.json").write_text(model.to_json())
    safetensors_file.write(
        folder / "data.safetensors",
        named("x", model.inputs, drawn.xs) | named("y", model.outputs, drawn.ys))
    safetensors_file.write(folder / "weights_initial.safetensors", named_start)
    safetensors_file.write(folder / "gradients_step_1.safetensors", gradient)
    for step, weights in snapshots.items():
        safetensors_file.write(folder / f"weights_step_{step}.safetensors", weights)
    safetensors_file.write(folder / "predict.safetensors", predictions)
    write_json(folder / "losses.json", losses)
    write_json(folder / "tolerance.json", tolerances(gradient, predictions, snapshots, named_start))

    restart(drawn, start)
    history = model.fit(
        one_or_all(drawn.xs), one_or_all(drawn.ys), batch_size=drawn.batch_size, epochs=EPOCHS,
        shuffle=False, verbose=0, validation_split=drawn.validation_split or 0.0).history
    write_json(folder / "results.json", {"history": of_the_whole(drawn, history)} | results)
    return True


def predict(drawn, name):
    """The outputs for the first samples, under that name."""
    outputs = drawn.model.predict(one_or_all([x[:32] for x in drawn.xs]), verbose=0)
    return named(name, drawn.model.outputs, outputs if isinstance(outputs, list) else [outputs])


def named(name, ends, tensors):
    """Tensors of inputs or outputs as files have them: by the names of layers where there are several."""
    if len(tensors) == 1:
        return {name: tensors[0]}
    return {f"{name}/{end._keras_history.operation.name}": tensor
            for end, tensor in zip(ends, tensors, strict=True)}


def of_the_whole(drawn, logs):
    """Logs without the losses of single outputs."""
    names = ["loss", *drawn.metrics]
    return {name: value for name, value in logs.items() if name.removeprefix("val_") in names}


def train(drawn):
    """Makes all steps; gives the numbers of each, and the weights after some."""
    losses = {name: [] for name in ["loss", *drawn.metrics]}
    snapshots = {}
    for step in range(1, STEPS + 1):
        logs = drawn.model.train_on_batch(*batch(drawn, step), return_dict=True)
        for name in losses:
            losses[name].append(float(logs[name]))
        if step in SNAPSHOTS:
            snapshots[step] = by_name(drawn.model, drawn.model.get_weights())
    return losses, snapshots


def restart(drawn, weights):
    """Back to some weights, with an optimizer that has made no step."""
    drawn.model.set_weights(weights)
    optimizer = drawn.model.optimizer
    for variable in optimizer.variables:
        if variable is not optimizer._learning_rate:
            variable.assign(np.zeros(variable.shape, variable.dtype))


def shifted(drawn, weights):
    """The weights, off by roundings."""
    return [(weight * (1 + np.float32(2e-7) * drawn.random.uniform(-1, 1, weight.shape)))
            .astype(np.float32) for weight in weights]


def is_close(gradient, other, scales):
    """Whether gradients are within a tenth of what is allowed: where terms cancel, as in front of a
    normalization, nothing may be left but what roundings make."""
    return all(np.abs(gradient[name] - other[name]).max() <= LIMITS["gradient"] / 10 * scale
               for name, scale in scales.items())


def is_steady(drawn, start, end, losses):
    """Whether training from weights that differ by roundings ends within a tenth of what is allowed."""
    moved = shifted(drawn, start)
    restart(drawn, moved)
    others, snapshots = train(drawn)
    if not np.allclose(others["loss"], losses["loss"], rtol=LIMITS["losses"] / 10, atol=0):
        return False
    start, moved, other_end = by_name(drawn.model, start), by_name(drawn.model, moved), snapshots[STEPS]
    return all(
        np.abs((end[name] - start[name]) - (other_end[name] - moved[name])).max()
        <= LIMITS["weights"] / 10 * scale for name, scale in weight_scales(end, start).items())


def batch(drawn, step):
    """The rows of a step, counted from 1; the last batch of an epoch may be short."""
    per_epoch = -(-drawn.samples // drawn.batch_size)
    start = drawn.batch_size * ((step - 1) % per_epoch)
    rows = slice(start, start + drawn.batch_size)
    return one_or_all([x[rows] for x in drawn.xs]), one_or_all([y[rows] for y in drawn.ys])


def gradient_function(drawn):
    """What gives the gradient of the first batch's loss, penalties included, by all variables' values."""
    model, (x, y) = drawn.model, batch(drawn, 1)

    def loss(trainable, state):
        output, _, losses = model.stateless_call(
            trainable, state, x, training=True, return_losses=True)
        return drawn.loss(y if isinstance(y, list) else [y], output) + sum(losses)

    return jax.jit(jax.grad(loss))


def first_gradient(drawn, gradient_of):
    """The gradient at the present weights by name; 0 for frozen ones."""
    model = drawn.model
    gradients = gradient_of(*[
        [variable.value for variable in variables]
        for variables in (model.trainable_variables, model.non_trainable_variables)])
    known = {id(variable): gradient
             for variable, gradient in zip(model.trainable_variables, gradients, strict=True)}
    return {name: known.get(id(variable), np.zeros(variable.shape))
            for name, variable in named_weights(model) if not variable.name.startswith("moving_")}


def evaluate(drawn):
    logs = drawn.model.evaluate(
        one_or_all(drawn.xs), one_or_all(drawn.ys), batch_size=drawn.batch_size, verbose=0,
        return_dict=True)
    return {name: float(value) for name, value in of_the_whole(drawn, logs).items()}


def named_weights(model):
    """All weights with the names that they have in files."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            for name, variable in named_weights(layer):
                yield f"{layer.name}/{name}", variable
            continue
        parts = [("", layer)]
        if isinstance(layer, keras.layers.Bidirectional):
            parts = [("forward/", layer.forward_layer), ("backward/", layer.backward_layer)]
        if isinstance(layer, keras.layers.TimeDistributed):
            parts = [(f"{layer.layer.name}/", layer.layer)]
        for prefix, part in parts:
            for variable in part.weights:
                yield f"{layer.name}/{prefix}{variable.name}", variable


def by_name(model, values):
    """The numbers that `get_weights` gives, with the names that they have in files."""
    known = {id(variable): value for variable, value in zip(model.weights, values, strict=True)}
    return {name: known[id(variable)] for name, variable in named_weights(model)}


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n")


def main():
    folder, count, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    occurrences, redrawn = collections.Counter(), 0
    for index in range(count):
        for attempt in range(100):
            drawn = RandomModel(seed + index + attempt * DRAWS)
            if record(drawn, folder / f"seed_{seed + index:05}"):
                break
            redrawn += 1
        occurrences.update(drawn.class_names)
        if index % 20 == 19:  # What was compiled would fill the memory in the end.
            keras.backend.clear_session()
            jax.clear_caches()
        print(f"\rKeras has trained {index + 1} of {count} models", end="", file=sys.stderr)
    print(file=sys.stderr)
    write_json(folder / "drawn.json", {"layers": occurrences, "redrawn": redrawn})


if __name__ == "__main__":
    main()
