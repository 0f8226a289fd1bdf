"""Keras: `fit` on TensorFlow (`tensorflow`) or on JAX (`jax`), without shuffling.

A turn is timed from the beginning of its first epoch to the end of its last: what `fit` does once
before, such as copying the data, is left out.
"""

import importlib
import os
import sys
import time

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
        self.begin = self.begin or time.perf_counter_ns()

    def on_epoch_end(self, epoch, logs=None):
        self.end = time.perf_counter_ns()


def make_optimizer(settings):
    if settings["kind"] == "adam":
        return keras.optimizers.Adam(
            settings["learningRate"], settings["beta1"], settings["beta2"], settings["epsilon"]
        )
    return keras.optimizers.SGD(settings["learningRate"])


def make_layer(layer, penalty):
    units, activation = layer["units"], layer["activation"]
    if layer["kind"] == "convolution":
        return keras.layers.Conv2D(units, layer["kernelSize"], activation=activation)
    if layer["kind"] == "recurrence":
        return keras.layers.SimpleRNN(units, activation=activation)
    penalty = keras.regularizers.L1L2(*penalty) if any(penalty) else None
    return keras.layers.Dense(units, activation=activation, kernel_regularizer=penalty)


class Keras(peer.Peer):
    version = f"Keras {keras.__version__} on {backend.__name__} {backend.__version__}"

    def __init__(self, task, threads, form):
        if form == "tensorflow":
            backend.config.threading.set_intra_op_parallelism_threads(threads)
            backend.config.threading.set_inter_op_parallelism_threads(1)
        self.task = task
        self.clock = EpochClock()
        task.lengthen_epochs(256)
        layers = [make_layer(*both) for both in zip(task.layers, task.penalties)]
        self.model = keras.Sequential([keras.Input(task.inputs.shape[1:]), *layers])
        self.model.compile(
            make_optimizer(task.optimizer), task.loss, steps_per_execution=STEPS_PER_EXECUTION
        )
        self.model.optimizer.build(self.model.trainable_variables)

    def reset(self):
        self.model.set_weights([array for pair in self.task.parameters for array in pair])
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
