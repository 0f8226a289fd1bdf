"""Draws Keras models at random: stacks of layers that fit one another, with a loss that suits them."""

import keras
import numpy as np

ACTIVATIONS = ["linear", "relu", "sigmoid", "tanh", "softmax"]
LOSSES = ["mean_squared_error", "binary_crossentropy", "categorical_crossentropy"]


class RandomModel:
    """A compiled model, its data, and how it is trained; the same for the same seed."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        keras.utils.set_random_seed(seed)
        self.samples = int(self.random.integers(2, 40))
        self.batch_size = int(self.random.integers(1, self.samples + 8))
        self.input_shape = self._input_shape()
        self.loss = str(self.random.choice(LOSSES))
        self.model = keras.Sequential(
            [keras.Input(self.input_shape), *self._hidden(), self._last()])
        self.optimizer = self._optimizer()
        self.metrics = ["accuracy"] if self._chance(0.7) else []
        self.compile(self.model)
        self._scatter_weights()
        self.x = self._uniform(-1, 1, (self.samples, *self.input_shape))
        self.y = self._targets()
        self.validation_split = 0.25 if self.samples >= 4 and self._chance(0.3) else None

    def compile(self, model):
        """Gives a model a fresh optimizer of the same settings."""
        optimizer = keras.optimizers.deserialize(keras.optimizers.serialize(self.optimizer))
        model.compile(optimizer=optimizer, loss=self.loss, metrics=list(self.metrics))

    @property
    def description(self):
        """The model in one line."""
        names = [type(layer).__name__ for layer in self.model.layers]
        return (f"{'→'.join(names)}, {self.loss}, {type(self.optimizer).__name__}, "
                f"{self.samples} samples by {self.batch_size}")

    def _chance(self, probability):
        return self.random.random() < probability

    def _uniform(self, low, high, shape):
        return self.random.uniform(low, high, shape).astype(np.float32)

    def _size(self, low, high):
        return int(self.random.integers(low, high + 1))

    def _input_shape(self):
        match self._size(1, 3):
            case 1:
                return (self._size(1, 40),)
            case 2:
                return (self._size(1, 6), self._size(1, 8))
            case _:
                return (self._size(3, 9), self._size(3, 9), self._size(1, 4))

    def _hidden(self):
        """Up to four layers; what each may be follows from the rank before it."""
        rank, has_layers = len(self.input_shape), False
        for _ in range(self._size(0, 4)):
            kind = self._size(0, 4)
            if kind == 0:
                yield keras.layers.Activation(self._activation())
            elif kind == 1 and rank > 1:
                yield keras.layers.Flatten()
                rank = 1
            elif kind >= 2 and rank == 2:
                sequences = self._chance(0.5)
                yield self._recurrence(sequences)
                rank = 2 if sequences else 1
            elif kind >= 2 and rank == 3:
                yield self._convolution(may_shrink=not has_layers)
            else:
                yield keras.layers.Dense(self._size(1, 40), **self._common())
            has_layers = True

    def _convolution(self, may_shrink):
        return keras.layers.Conv2D(
            self._size(1, 20), (self._size(1, 3), self._size(1, 3)),
            strides=(self._size(1, 2), self._size(1, 2)),
            padding="valid" if may_shrink and self._chance(0.5) else "same", **self._common())

    def _recurrence(self, sequences):
        return keras.layers.SimpleRNN(
            self._size(1, 20), return_sequences=sequences,
            recurrent_regularizer=self._regularizer(), **self._common())

    def _last(self):
        """A softmax of one is the constant 1, so it has two outputs at least."""
        activation = self._activation() if self.loss == LOSSES[0] else str(
            self.random.choice(["sigmoid", "softmax"]))
        units = self._size(2 if activation == "softmax" else 1, 12)
        return keras.layers.Dense(units, activation=activation)

    def _common(self):
        return dict(
            activation=self._activation(), use_bias=self._chance(0.8),
            kernel_regularizer=self._regularizer(), bias_regularizer=self._regularizer())

    def _activation(self):
        return str(self.random.choice(ACTIVATIONS))

    def _regularizer(self):
        l1, l2 = self.random.uniform(0, 0.01, 2)
        match self._size(0, 6):
            case 0:
                return keras.regularizers.L1(l1)
            case 1:
                return keras.regularizers.L2(l2)
            case 2:
                return keras.regularizers.L1L2(l1, l2)
            case _:
                return None

    def _optimizer(self):
        rate = float(self.random.uniform(0.001, 0.1))
        match self._size(0, 3):
            case 0:
                return keras.optimizers.SGD(rate)
            case 1:
                return keras.optimizers.SGD(rate, momentum=0.9)
            case 2:
                return keras.optimizers.SGD(rate, momentum=0.7, nesterov=True)
            case _:
                # An epsilon of 1e-7 would turn gradients that are mere rounding into full steps,
                # and two right programs would differ.
                return keras.optimizers.Adam(rate / 10, epsilon=1e-3)

    def _scatter_weights(self):
        """Moves every weight off 0, where the slope of |w| is a matter of convention."""
        self.model.set_weights([
            weight + self._uniform(0.05, 0.2, weight.shape)
            * self.random.choice([-1, 1], weight.shape) for weight in self.model.get_weights()])

    def _targets(self):
        shape = (self.samples, *self.model.output_shape[1:])
        if self.loss == "mean_squared_error":
            return self._uniform(-1, 1, shape)
        if self.loss == "binary_crossentropy":
            return self.random.integers(0, 2, shape).astype(np.float32)
        return np.eye(shape[-1], dtype=np.float32)[self.random.integers(0, shape[-1], shape[:-1])]
