"""Keras: `fit` on TensorFlow (`tensorflow`) or on JAX (`jax`), without shuffling.

A turn is timed from the beginning of its first epoch to the end of its last: what `fit` does once
before, such as copying the data, is left out.
"""

import importlib
import os
import sys

os.environ["KERAS_BACKEND"] = sys.argv[3]

import keras  # noqa: E402 – the backend has to be chosen before
import numpy as np  # noqa: E402

import peer  # noqa: E402

backend = importlib.import_module(keras.backend.backend())

# Steps between two returns to Python: one, the default, makes small steps five times as long.
STEPS_PER_EXECUTION = 32


class EpochClock(keras.callbacks.Callback):
    """Notes when the first epoch begins and when the last one ends."""

    def on_train_begin(self, logs=None):
        self.begin = None

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = self.begin or peer.nanoseconds()

    def on_epoch_end(self, epoch, logs=None):
        self.end = peer.nanoseconds()


def make_optimizer(settings):
    if settings["kind"] == "adam":
        return keras.optimizers.Adam(
            settings["learningRate"], settings["beta1"], settings["beta2"], settings["epsilon"]
        )
    return keras.optimizers.SGD(settings["learningRate"])


def make_layer(layer, weights, penalty):
    units, activation = layer.get("units"), layer["activation"]
    penalty = keras.regularizers.L1L2(*penalty) if any(penalty) else None
    match layer["kind"]:
        case "dense":
            return keras.layers.Dense(units, activation=activation, kernel_regularizer=penalty)
        case "convolution":
            return keras.layers.Conv2D(
                units,
                layer["kernelSize"],
                layer.get("strides", (1, 1)),
                layer.get("padding", "valid"),
                activation=activation,
                kernel_regularizer=penalty,
            )
        case "recurrence":
            return keras.layers.SimpleRNN(units, activation=activation)
        case "lstm":
            return keras.layers.LSTM(units, activation=activation)
        case "embedding":
            return keras.layers.Embedding(len(weights[0]), units)
        case "normalization":
            return keras.layers.BatchNormalization(
                momentum=layer["momentum"], epsilon=layer["epsilon"]
            )
        case "average_pooling":
            return keras.layers.AveragePooling2D(layer["kernelSize"])
        case "add":
            return keras.layers.Add()
        case "flatten":
            return keras.layers.Flatten()
        case other:
            peer.refuse(f"this driver has no {other}")


def make_model(task):
    """The model, and its layers in the task's order."""
    outputs, layers = {-1: keras.Input(task.inputs.shape[1:])}, []
    for place, layer in enumerate(task.layers):
        sources = [outputs[source] for source in task.sources[place]]
        layers.append(make_layer(layer, task.parameters[place], task.penalties[place]))
        outputs[place] = layers[-1](sources if len(sources) > 1 else sources[0])
        if layer["activation"] != "linear" and not hasattr(layers[-1], "activation"):
            outputs[place] = keras.layers.Activation(layer["activation"])(outputs[place])
    return keras.Model(outputs[-1], outputs[len(layers) - 1]), layers


class Keras(peer.Peer):
    version = f"Keras {keras.__version__} on {backend.__name__} {backend.__version__}"

    def __init__(self, task, threads, form):
        if form == "tensorflow":
            backend.config.threading.set_intra_op_parallelism_threads(threads)
            backend.config.threading.set_inter_op_parallelism_threads(1)
        self.task = task
        self.clock = EpochClock()
        task.lengthen_epochs(256)
        self.model, self.layers = make_model(task)
        self.model.compile(
            make_optimizer(task.optimizer), task.loss, steps_per_execution=STEPS_PER_EXECUTION
        )
        self.model.optimizer.build(self.model.trainable_variables)

    def reset(self):
        for layer, weights in zip(self.layers, self.task.parameters):
            layer.set_weights(weights)
        optimizer = self.model.optimizer
        for variable in optimizer.variables:
            if variable is not optimizer.learning_rate:
                variable.assign(np.zeros(variable.shape, variable.dtype))

    def fit(self, inputs, targets, epochs):
        history = self.model.fit(
            inputs,
            targets,
            batch_size=self.task.batch_size,
            epochs=epochs,
            shuffle=False,
            verbose=0,
            callbacks=[self.clock],
        )
        return history.history["loss"]

    def train(self, steps):
        return self.timed(steps)[1]

    def timed(self, steps):
        epochs = self.task.epochs(steps)
        self.fit(self.task.inputs, self.task.targets, epochs)
        return self.clock.end - self.clock.begin, epochs * self.task.batch_count

    def losses(self, steps):
        # One batch a fit: what it reports is the mean over its steps.
        batches = self.task.batches()
        return [self.fit(*batches[step % len(batches)], 1)[0] for step in range(steps)]

    def weights(self):
        return self.model.get_weights()


if __name__ == "__main__":
    peer.serve(Keras)
