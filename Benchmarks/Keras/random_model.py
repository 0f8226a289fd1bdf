"""Draws Keras models at random: graphs of layers that fit one another, with losses that suit them."""

import collections

import keras
import numpy as np

from random_layers import RandomLayers
from random_training import random_loss, random_optimizer

# Elements of a tensor beyond which nothing is added that makes it larger.
LARGE = 2_000


def one_or_all(items):
    """Keras takes a single thing by itself."""
    return items[0] if len(items) == 1 else items


class RandomModel:
    """A compiled model, its data, and how it is trained; the same for the same seed."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.layers = RandomLayers(self.random)
        keras.utils.set_random_seed(seed)
        self.samples = self.layers.size(2, 40)
        self.batch_size = self.layers.size(max(1, self.samples // 6), self.samples + 8)
        # Of each input how many rows its embedding has, or nothing where it takes any numbers.
        self.vocabularies = []
        # Of each output its loss, and what its last layer may apply.
        self.heads = [random_loss(self.layers)]
        self.model = self._model()
        self.optimizer = random_optimizer(self.layers)
        self.metrics = self._metrics()
        self.loss_weights = [round(float(self.random.uniform(0.2, 2)), 2) for _ in self.losses]
        self.compile(self.model)
        self._scatter_weights()
        self.xs = [self._numbers(*end) for end in zip(self.model.inputs, self.vocabularies)]
        self.ys = [self._targets(*end) for end in zip(self.model.outputs, self.losses)]
        self.validation_split = 0.25 if self.samples >= 4 and self.layers.chance(0.3) else None

    def compile(self, model):
        """Gives a model a fresh optimizer of the same settings."""
        optimizer = keras.optimizers.deserialize(keras.optimizers.serialize(self.optimizer))
        weights = self.loss_weights if len(self.losses) > 1 else None
        model.compile(
            optimizer=optimizer, loss=one_or_all(self.losses), loss_weights=weights,
            metrics=list(self.metrics))

    @property
    def losses(self):
        return [loss for loss, _ in self.heads]

    def loss(self, targets, outputs):
        """The sum over the outputs; that of a single one is not weighted."""
        if len(self.losses) == 1:
            return self.losses[0](targets[0], outputs)
        return sum(
            weight * loss(target, output) for weight, loss, target, output
            in zip(self.loss_weights, self.losses, targets, outputs, strict=True))

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
        losses = " and ".join(loss.name for loss in self.losses)
        inputs = "" if len(self.xs) == 1 else f"{len(self.xs)} inputs, "
        return (f"{inputs}{names}: {losses}, {type(self.optimizer).__name__}, "
                f"{self.samples} samples by {self.batch_size}")

    # The graph

    def _model(self):
        starts = [self._input()]
        is_masked = self.vocabularies[0] is not None and self.layers.chance(0.6)
        is_merged = is_masked and self.layers.chance(0.5)
        if is_merged:
            tensor = self._masked_merge(starts)
        else:
            tensor = self._looked_up(starts[0], is_masked)
        if is_masked:
            tensor = self._heeded(tensor)
        if not (is_masked and len(tensor.shape) == 3):
            tensor = self._grown(tensor, self.layers.size(0, 6), is_masked and not is_merged)
        if not is_masked and self.layers.chance(0.2):
            starts.append(self._input())
            other = self._grown(self._looked_up(starts[1]), self.layers.size(0, 2))
            tensor = self._joined(tensor, other)
        ends = [self._last(tensor)]
        if not is_masked and self.layers.chance(0.2):
            self.heads.append(random_loss(self.layers))
            ends.append(self._last(self._grown(tensor, self.layers.size(0, 2))))
        model = keras.Model(one_or_all(starts), one_or_all(ends))
        if is_masked and not is_merged or self._is_chain(model) and self.layers.chance(0.5):
            return keras.Sequential(
                [layer for layer in model.layers if isinstance(layer, keras.layers.Layer)])
        return model

    def _grown(self, tensor, count, is_masked=False):
        """What so many layers make of a tensor."""
        for _ in range(count):
            if int(np.prod(tensor.shape[1:])) > LARGE:
                break
            branches = not is_masked and self.layers.chance(0.3)
            tensor = self._branches(tensor) if branches else self._call(
                self.layers.layer(tensor.shape[1:]), tensor)
        return tensor

    def _input(self):
        """A vector, a series, numbers of an embedding's rows, or an image."""
        size, kind = self.layers.size, self.layers.size(1, 4)
        self.vocabularies.append(size(3, 30) if kind == 3 else None)
        match kind:
            case 1:
                return keras.Input((size(1, 40),))
            case 2:
                return keras.Input((size(1, 6), size(1, 8)))
            case 3:
                return keras.Input((size(1, 6),))
            case _:
                return keras.Input((size(3, 9), size(3, 9), size(1, 4)))

    def _looked_up(self, tensor, is_masked=False):
        """The latest input, or the rows of a table where it has their numbers."""
        if self.vocabularies[-1] is None:
            return tensor
        return self._call(self._table(self.layers.size(1, 20), is_masked), tensor)

    def _table(self, width, is_masked):
        return keras.layers.Embedding(
            self.vocabularies[-1], width, mask_zero=is_masked,
            embeddings_regularizer=self.layers.regularizer())

    def _heeded(self, tensor):
        """Nothing but what heeds masks: to a vector, seldom to a series."""
        while len(tensor.shape) == 3 and not self.layers.chance(0.1):
            tensor = self._call(self.layers.layer(tensor.shape[1:], is_masked=True), tensor)
        return tensor

    def _masked_merge(self, starts):
        """Rows of two tables for series of one length, of which the second may have no mask."""
        width = self.layers.size(1, 12)
        one = self._call(self._table(width, True), starts[0])
        starts.append(keras.Input(starts[0].shape[1:]))
        self.vocabularies.append(self.layers.size(3, 30))
        other = self._call(self._table(width, self.layers.chance(0.7)), starts[1])
        if self.layers.chance(0.2):
            return keras.layers.Concatenate(axis=1)([one, other])
        ways = [one, other]
        if self.layers.chance(0.5):
            ways.reverse()
        return self.layers.merge()(ways)

    def _branches(self, tensor):
        """Two or three ways from one tensor to one of its shape, and their merging."""
        def path(tensor):
            for _ in range(self.layers.size(0, 2)):
                tensor = self._call(self.layers.keeping(tensor.shape[1:]), tensor)
            return tensor

        if self.layers.chance(0.3):
            ways = [path(tensor), self.layers.narrowed(tensor)]
            if self.layers.chance(0.5):
                ways.reverse()
            return self.layers.stretching_merge()(ways)
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

    def _joined(self, *tensors):
        """Tensors of any shapes as one vector."""
        flat = [tensor if len(tensor.shape) == 2 else keras.layers.Flatten()(tensor)
                for tensor in tensors]
        return keras.layers.Concatenate()(flat)

    def _call(self, layer, tensor):
        """Frozen layers keep their weights, and normalize by their averages."""
        layer.trainable = self.layers.chance(0.93)
        return layer(tensor)

    def _last(self, tensor):
        """The layer of the latest head. A softmax of one is the constant 1, and one class nothing to
        tell apart."""
        loss, activations = self.heads[-1]
        activation = self.layers.one_of(activations)
        classes = "Categorical" in type(loss).__name__
        units = self.layers.size(2 if classes or activation == "softmax" else 1, 12)
        return keras.layers.Dense(units, activation=activation)(tensor)

    @staticmethod
    def _is_chain(model):
        return len(model.outputs) == 1 and not any(
            isinstance(layer, keras.layers.Layer) and len(layer._inbound_nodes) > 1
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

    def _metrics(self):
        """Of several outputs Keras names each metric for its output, which is a matter of histories
        alone: none."""
        if len(self.heads) > 1:
            return []
        metrics = ["accuracy"] if self.layers.chance(0.7) else []
        if not self.losses[0].name.startswith("sparse") and self.layers.chance(0.3):
            metrics.append("mean_absolute_error")
        return metrics

    def _numbers(self, tensor, vocabulary):
        """What an input is given."""
        shape = (self.samples, *tensor.shape[1:])
        if vocabulary is None:
            return self._uniform(-1, 1, shape)
        numbers = self.random.integers(0, vocabulary, shape)
        numbers[self.random.random(shape) < 0.3] = 0
        # A series in which no step counts has no mean.
        numbers[:, 0] = np.maximum(numbers[:, 0], 1)
        return numbers.astype(np.float32)

    def _targets(self, tensor, loss):
        """What an output should be."""
        shape = (self.samples, *tensor.shape[1:])
        if isinstance(loss, keras.losses.MeanSquaredError):
            return self._uniform(-1, 1, shape)
        if isinstance(loss, keras.losses.BinaryCrossentropy):
            return self.random.integers(0, 2, shape).astype(np.float32)
        classes = self.random.integers(0, shape[-1], shape[:-1])
        if isinstance(loss, keras.losses.SparseCategoricalCrossentropy):
            return classes[..., np.newaxis].astype(np.float32)
        return np.eye(shape[-1], dtype=np.float32)[classes]
