"""Draws Keras layers at random that fit a tensor, and settings for them."""

import keras

# What layers apply at the most; a softmax goes along the last axis.
ACTIVATIONS = [
    "linear", "relu", "sigmoid", "tanh", "softmax", "relu6", "leaky_relu", "elu", "selu", "gelu",
    "silu", "hard_silu", "mish", "hard_sigmoid", "log_sigmoid", "hard_tanh", "softplus", "softsign",
    "tanh_shrink", "squareplus"]
GATES = ["sigmoid", "hard_sigmoid", "tanh"]
MERGES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"]


class RandomLayers:
    """Everything is drawn from one generator, so equal seeds give equal layers."""

    def __init__(self, random):
        self.random = random

    # Choices

    def chance(self, probability):
        return self.random.random() < probability

    def size(self, low, high):
        return int(self.random.integers(low, high + 1))

    def one_of(self, choices):
        return choices[self.size(0, len(choices) - 1)]

    def activation(self):
        """Often one of those that nearly every network has."""
        return self.one_of(ACTIVATIONS[:5] if self.chance(0.5) else ACTIVATIONS)

    def regularizer(self):
        l1, l2 = self.random.uniform(0, 0.01, 2)
        return self.one_of(
            [keras.regularizers.L1(l1), keras.regularizers.L2(l2),
             keras.regularizers.L1L2(l1, l2)] + 4 * [None])

    def common(self):
        return dict(
            activation=self.activation(), use_bias=self.chance(0.8),
            kernel_regularizer=self.regularizer(), bias_regularizer=self.regularizer())

    # Layers

    def layer(self, shape, is_masked=False):
        """A layer for a tensor of that shape, the batch left out."""
        if is_masked:
            kinds = [self.masked_function, self.dropout, self.recurrence, self.recurrence,
                     self.both_ways, self.masked_mean, self.at_every_step]
            # Of one channel Keras squeezes the masked mean to no axis at all, and fails.
            if shape[-1] > 1:
                kinds.append(self.masked_normalization)
        else:
            kinds = [self.dense, self.function, self.normalization, self.dropout, self.reshape]
            kinds += {
                1: [self.dense],
                2: [self.recurrence, self.recurrence, self.both_ways, self.convolution,
                    self.depthwise, self.pooling, self.global_pooling, self.padding, self.flatten,
                    self.at_every_step],
                3: [self.convolution, self.convolution, self.depthwise, self.pooling,
                    self.global_pooling, self.padding, self.flatten, self.at_every_step]}[len(shape)]
        return self.one_of(kinds)(shape)

    def keeping(self, shape):
        """A layer whose output has the shape of its input."""
        kinds = [lambda _: keras.layers.Dense(shape[-1], **self.common()), self.function,
                 self.normalization]
        if len(shape) == 2:
            kinds.append(lambda _: self._recurrence(shape[-1], sequences=True))
        if len(shape) > 1:
            kinds.append(lambda _: self._class("Conv{}D", shape)(
                shape[-1], self._window(shape), padding="same", **self.common()))
            kinds.append(lambda _: self._class("DepthwiseConv{}D", shape)(
                self._window(shape), padding="same", activation=self.activation()))
        return self.one_of(kinds)(shape)

    def merge(self):
        return getattr(keras.layers, self.one_of(MERGES))()

    def stretching_merge(self):
        """What merges tensors of several shapes, the shorter ones repeated."""
        return getattr(keras.layers, self.one_of(MERGES[:-1]))()

    def narrowed(self, tensor):
        """A tensor that can be repeated to the shape of another: what all positions have in common, with and
        without their axes, or one number for each position."""
        *axes, width = tensor.shape[1:]
        kind = self.size(0, 2)
        if kind == 0 or not axes:
            return keras.layers.Dense(1, **self.common())(tensor)
        pooled = self._class("GlobalAveragePooling{}D", tensor.shape[1:])(keepdims=kind == 1)
        return keras.layers.Dense(width, **self.common())(pooled(tensor))

    def dense(self, shape):
        return keras.layers.Dense(self.size(1, 40), **self.common())

    def at_every_step(self, shape):
        return keras.layers.TimeDistributed(self.dense(shape[1:]))

    def masked_function(self, shape):
        """Keras's Softmax wants a mask for each element, and a series has one for each step: none, as
        for a single number."""
        return self.function((1,))

    def function(self, shape):
        """A softmax of one is the constant 1, and the gradient by it rounding alone."""
        kinds = [
            lambda: keras.layers.Activation(self.activation()),
            lambda: keras.layers.ReLU(
                max_value=self.one_of([None, 1.5]), negative_slope=self.one_of([0.0, 0.2]),
                threshold=self.one_of([0.0, 0.1])),
            lambda: keras.layers.LeakyReLU(negative_slope=0.1),
            lambda: keras.layers.ELU(alpha=0.8)]
        if shape[-1] > 1:
            kinds.append(keras.layers.Softmax)
        longer = [axis for axis, size in enumerate(shape, 1) if size > 1]
        if longer and self.chance(0.2):
            kinds = [lambda: keras.layers.Softmax(axis=self.one_of(longer))]
        return self.one_of(kinds)()

    def normalization(self, shape):
        """Seldom another axis than the last keeps a mean of its own."""
        axis = self.size(1, len(shape)) if self.chance(0.2) else -1
        return self._normalization(axis)

    def masked_normalization(self, shape):
        return self._normalization(-1)

    def _normalization(self, axis):
        return keras.layers.BatchNormalization(
            axis=axis, momentum=self.one_of([0.9, 0.99]), epsilon=self.one_of([1e-3, 1e-2]),
            center=self.chance(0.8), scale=self.chance(0.8),
            gamma_regularizer=self.regularizer())

    def dropout(self, shape):
        """Which elements are dropped is nobody's definition: none."""
        return keras.layers.Dropout(0.0)

    def flatten(self, shape):
        return keras.layers.Flatten()

    def reshape(self, shape):
        """Two neighbouring axes, or one and a new one, in another order; or all axes exchanged."""
        if len(shape) == 1:
            return keras.layers.Reshape((-1, 1) if self.chance(0.5) else (1, -1))
        if self.chance(0.4):
            return keras.layers.Permute([int(axis) + 1 for axis in self.random.permutation(len(shape))])
        return keras.layers.Reshape((*shape[:-2], shape[-1], shape[-2]))

    # Windows

    def convolution(self, shape):
        padding, steps = self._padding(shape), self._steps()
        groups = 1
        if self.chance(0.25):
            groups = self.one_of([count for count in range(1, shape[-1] + 1) if shape[-1] % count == 0])
        return self._class("Conv{}D", shape)(
            groups * self.size(1, max(1, 20 // groups)), self._window(shape), padding=padding,
            groups=groups, **steps, **self.common())

    def depthwise(self, shape):
        stride = self.size(1, 2)  # One for both axes, as other backends want it.
        return self._class("DepthwiseConv{}D", shape)(
            self._window(shape), strides=stride, padding="same",
            depth_multiplier=self.size(1, 3), activation=self.activation(),
            use_bias=self.chance(0.8), depthwise_regularizer=self.regularizer())

    def pooling(self, shape):
        return self._class(self.one_of(["MaxPooling{}D", "AveragePooling{}D"]), shape)(
            self._window(shape), strides=self.one_of([None, 1, 2]),
            padding="same" if min(shape[:-1]) < 3 or self.chance(0.5) else "valid")

    def global_pooling(self, shape):
        kind = self.one_of(["GlobalMaxPooling{}D", "GlobalAveragePooling{}D"])
        return self._class(kind, shape)(keepdims=self.chance(0.3))

    def masked_mean(self, shape):
        return keras.layers.GlobalAveragePooling1D()

    def padding(self, shape):
        return self._class("ZeroPadding{}D", shape)(self.size(1, 2))

    def _padding(self, shape):
        if min(shape[:-1]) >= 3 and self.chance(0.4):
            return "valid"
        return "causal" if len(shape) == 2 and self.chance(0.3) else "same"

    def _steps(self):
        """Strides and dilation are one or the other."""
        steps, name = self.size(1, 2), self.one_of(["strides", "dilation_rate"])
        return {name: steps}

    def _window(self, shape):
        """At most 2 where a dilation of 2 has to fit into an axis of 3."""
        return tuple(self.size(1, 2 if size < 5 else 3) for size in shape[:-1])

    def _class(self, name, shape):
        return getattr(keras.layers, name.format(len(shape) - 1))

    # Series

    def recurrence(self, shape):
        return self._recurrence(
            self.size(1, 20), sequences=self.chance(0.5), go_backwards=self.chance(0.2))

    def both_ways(self, shape):
        # Keras refuses an inner layer that walks back already.
        return keras.layers.Bidirectional(
            self._recurrence(self.size(1, 12), sequences=self.chance(0.5)),
            merge_mode=self.one_of(["concat", "sum", "mul", "ave"]))

    def _recurrence(self, units, sequences, **settings):
        settings |= dict(
            return_sequences=sequences, use_bias=self.chance(0.8),
            kernel_regularizer=self.regularizer(), recurrent_regularizer=self.regularizer(),
            bias_regularizer=self.regularizer())
        # Within a recurrence a function's derivative has to follow from its value, and gates have one
        # number at a time.
        state = self.one_of(["tanh", "tanh", "sigmoid", "relu", "softsign"])
        match self.size(0, 2):
            case 0:
                state = self.one_of(["tanh", "linear", "relu", "sigmoid", "softmax"])
                return keras.layers.SimpleRNN(units, activation=state, **settings)
            case 1:
                return keras.layers.LSTM(
                    units, activation=state, recurrent_activation=self.one_of(GATES), **settings)
            case _:
                return keras.layers.GRU(
                    units, activation=state, recurrent_activation=self.one_of(GATES),
                    reset_after=self.chance(0.5), **settings)
