"""Draws Keras models at random: graphs of layers that fit one another, with a loss that suits them."""

import collections

import keras
import numpy as np

from random_layers import RandomLayers
from random_training import random_loss, random_optimizer

# Elements of a tensor beyond which nothing is added that makes it larger.
LARGE = 2_000


class RandomModel:
    """A compiled model, its data, and how it is trained; the same for the same seed."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.layers = RandomLayers(self.random)
        keras.utils.set_random_seed(seed)
        self.samples = self.layers.size(2, 40)
        self.batch_size = self.layers.size(max(1, self.samples // 6), self.samples + 8)
        self.vocabulary = None
        self.loss, self.last_activations = random_loss(self.layers)
        self.model = self._model()
        self.optimizer = random_optimizer(self.layers)
        self.metrics = ["accuracy"] if self.layers.chance(0.7) else []
        if not self.loss.name.startswith("sparse") and self.layers.chance(0.3):
            self.metrics.append("mean_absolute_error")
        self.compile(self.model)
        self._scatter_weights()
        self.x = self._inputs()
        self.y = self._targets()
        self.validation_split = 0.25 if self.samples >= 4 and self.layers.chance(0.3) else None

    def compile(self, model):
        """Gives a model a fresh optimizer of the same settings."""
        optimizer = keras.optimizers.deserialize(keras.optimizers.serialize(self.optimizer))
        model.compile(optimizer=optimizer, loss=self.loss, metrics=list(self.metrics))

    @property
    def class_names(self):
        """The layers' classes, in their order; of a wrapper that of what it wraps, too."""
        for layer in self.model.layers:
            if not isinstance(layer, keras.layers.InputLayer):
                yield type(layer).__name__
            if isinstance(layer, keras.layers.Bidirectional):
                yield type(layer.forward_layer).__name__
            if isinstance(layer, keras.layers.TimeDistributed):
                yield type(layer.layer).__name__

    @property
    def description(self):
        """The model in one line."""
        counts = collections.Counter(self.class_names)
        names = ", ".join(name if n == 1 else f"{n} {name}" for name, n in counts.items())
        return (f"{names}: {self.loss.name}, {type(self.optimizer).__name__}, "
                f"{self.samples} samples by {self.batch_size}")

    # The graph

    def _model(self):
        start = self._input()
        is_masked = self.vocabulary is not None and self.layers.chance(0.6)
        tensor = self._embedded(start, is_masked) if self.vocabulary else start
        for _ in range(self.layers.size(0, 6)):
            if int(np.prod(tensor.shape[1:])) > LARGE:
                break
            # In a graph Keras writes a mask down as a layer of its own, which has no class for files.
            branches = not is_masked and self.layers.chance(0.3)
            tensor = self._branches(tensor) if branches else self._call(
                self.layers.layer(tensor.shape[1:]), tensor)
        model = keras.Model(start, self._last(tensor))
        if is_masked or self._is_chain(model) and self.layers.chance(0.5):
            return keras.Sequential(
                [layer for layer in model.layers if isinstance(layer, keras.layers.Layer)])
        return model

    def _input(self):
        """A vector, a series, numbers of an embedding's rows, or an image."""
        size = self.layers.size
        match size(1, 4):
            case 1:
                return keras.Input((size(1, 40),))
            case 2:
                return keras.Input((size(1, 6), size(1, 8)))
            case 3:
                self.vocabulary = size(3, 30)
                return keras.Input((size(1, 6),))
            case _:
                return keras.Input((size(3, 9), size(3, 9), size(1, 4)))

    def _embedded(self, tensor, is_masked):
        """Rows of a table; where zeros are masked, nothing but what heeds the mask follows."""
        tensor = self._call(keras.layers.Embedding(
            self.vocabulary, self.layers.size(1, 20), mask_zero=is_masked,
            embeddings_regularizer=self.layers.regularizer()), tensor)
        while is_masked and len(tensor.shape) == 3:
            tensor = self._call(self.layers.layer(tensor.shape[1:], is_masked=True), tensor)
        return tensor

    def _branches(self, tensor):
        """Two or three ways from one tensor to one of its shape, and their merging."""
        def path(tensor):
            for _ in range(self.layers.size(0, 2)):
                tensor = self._call(self.layers.keeping(tensor.shape[1:]), tensor)
            return tensor

        merge = self.layers.merge()
        count = 2 if isinstance(merge, keras.layers.Subtract) else self.layers.size(2, 3)
        ways = [path(tensor) for _ in range(count)]
        if self.layers.chance(0.3):
            shared = self._shared(tensor.shape[1:])
            ways[0], ways[1] = shared(ways[0]), shared(shared(ways[1]))
        return merge(ways)

    def _shared(self, shape):
        """What is called several times and keeps a shape: a layer, or a network of two."""
        dense = keras.layers.Dense(shape[-1], **self.layers.common())
        if self.layers.chance(0.5):
            return dense
        start = keras.Input(shape)
        return keras.Model(start, self.layers.function(shape)(dense(start)))

    def _call(self, layer, tensor):
        """Frozen layers keep their weights, and normalize by their averages."""
        layer.trainable = self.layers.chance(0.93)
        return layer(tensor)

    def _last(self, tensor):
        """A softmax of one is the constant 1, and one class nothing to tell apart."""
        activation = self.layers.one_of(self.last_activations)
        classes = "Categorical" in type(self.loss).__name__
        units = self.layers.size(2 if classes or activation == "softmax" else 1, 12)
        return keras.layers.Dense(units, activation=activation)(tensor)

    @staticmethod
    def _is_chain(model):
        return not any(isinstance(layer, keras.layers.Layer) and len(layer._inbound_nodes) > 1
                       or isinstance(layer.input, list) or len(layer._outbound_nodes) > 1
                       for layer in model.layers)

    # Numbers

    def _uniform(self, low, high, shape):
        return self.random.uniform(low, high, shape).astype(np.float32)

    def _scatter_weights(self):
        """Moves every weight off 0, where the slope of |w| is a matter of convention; a variance stays
        positive."""
        for variable in self.model.weights:
            shift = self._uniform(0.05, 0.2, variable.shape)
            if variable.name != "moving_variance":
                shift *= self.random.choice([-1, 1], variable.shape)
            variable.assign(variable + shift)

    def _inputs(self):
        shape = (self.samples, *self.model.input_shape[1:])
        if self.vocabulary is None:
            return self._uniform(-1, 1, shape)
        numbers = self.random.integers(0, self.vocabulary, shape)
        numbers[self.random.random(shape) < 0.3] = 0
        # A series in which no step counts has no mean.
        numbers[:, 0] = np.maximum(numbers[:, 0], 1)
        return numbers.astype(np.float32)

    def _targets(self):
        shape = (self.samples, *self.model.output_shape[1:])
        if isinstance(self.loss, keras.losses.MeanSquaredError):
            return self._uniform(-1, 1, shape)
        if isinstance(self.loss, keras.losses.BinaryCrossentropy):
            return self.random.integers(0, 2, shape).astype(np.float32)
        classes = self.random.integers(0, shape[-1], shape[:-1])
        if isinstance(self.loss, keras.losses.SparseCategoricalCrossentropy):
            return classes[..., np.newaxis].astype(np.float32)
        return np.eye(shape[-1], dtype=np.float32)[classes]
