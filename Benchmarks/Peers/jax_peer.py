"""JAX: a step as one jitted call (`step`), or all steps of a turn inside `lax.scan` (`scan`).

Losses are taken from the logits, which is how JAX computes them best; the optimizers are written out
with Keras's formulas. State is donated, so that weights are updated in place.
"""

import functools
import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np

import peer

ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "softmax": jax.nn.softmax,
}


# Each takes a layer as the task describes it, its activation, its weights and what it reads.


def dense(_layer, activation, weights, inputs):
    kernel, bias = weights
    return activation(inputs @ kernel + bias)


def convolution(layer, activation, weights, inputs):
    kernel, bias = weights
    strides, padding = layer.get("strides", (1, 1)), layer.get("padding", "valid").upper()
    layouts = ("NHWC", "HWIO", "NHWC")
    outputs = jax.lax.conv_general_dilated(
        inputs, kernel, strides, padding, dimension_numbers=layouts
    )
    return activation(outputs + bias)


def recurrence(_layer, activation, weights, inputs):
    kernel, recurrent, bias = weights
    # One product for all times; the loop is written out, as there are few.
    entering = inputs @ kernel + bias
    state = activation(entering[:, 0])
    for time in range(1, inputs.shape[1]):
        state = activation(entering[:, time] + state @ recurrent)
    return state


def lstm(_layer, activation, weights, inputs):
    kernel, recurrent, bias = weights
    # One product for all times, which then stand first.
    entering = jnp.swapaxes(inputs @ kernel + bias, 0, 1)

    def at_time(state, sums):
        output, cell = state
        into, forget, candidate, out = jnp.split(sums + output @ recurrent, 4, axis=-1)
        cell = jax.nn.sigmoid(forget) * cell + jax.nn.sigmoid(into) * activation(candidate)
        return (jax.nn.sigmoid(out) * activation(cell), cell), None

    start = jnp.zeros((inputs.shape[0], recurrent.shape[0]))
    return jax.lax.scan(at_time, (start, start), entering)[0][0]


def embedding(_layer, _activation, weights, inputs):
    return weights[0][inputs.astype(jnp.int32)]


def average_pooling(layer, activation, _weights, inputs):
    rows, columns = layer["kernelSize"]
    count, height, width, channels = inputs.shape
    windows = inputs.reshape(count, height // rows, rows, width // columns, columns, channels)
    return activation(windows.mean((2, 4)))


def maximum_pooling(layer, activation, _weights, inputs):
    rows, columns = layer["kernelSize"]
    count, height, width, channels = inputs.shape
    height, width = height // rows, width // columns
    windows = inputs[:, : height * rows, : width * columns].reshape(
        count, height, rows, width, columns, channels
    )
    return activation(windows.max((2, 4)))


def dropout(_layer, activation, _weights, inputs, factors):
    return activation(inputs * factors)


def add(_layer, activation, _weights, *inputs):
    return activation(sum(inputs))


def flatten(_layer, activation, _weights, inputs):
    return activation(inputs.reshape(inputs.shape[0], -1))


def moments(inputs):
    """Mean and variance of each channel."""
    axes = tuple(range(inputs.ndim - 1))
    mean = inputs.mean(axes)
    return mean, jnp.square(inputs - mean).mean(axes)


def normalized(layer, activation, weights, inputs, mean, variance):
    gamma, beta = weights
    factor = gamma * jax.lax.rsqrt(variance + layer["epsilon"])
    return activation((inputs - mean) * factor + beta)


LAYERS = {
    "dense": dense,
    "convolution": convolution,
    "recurrence": recurrence,
    "lstm": lstm,
    "embedding": embedding,
    "average_pooling": average_pooling,
    "maximum_pooling": maximum_pooling,
    "dropout": dropout,
    "add": add,
    "flatten": flatten,
    "normalization": normalized,
}


def drawn_factors(key, place, rate, inputs):
    """What a dropout multiplies by: 0, or 1 / (1 − rate)."""
    kept = jax.random.bernoulli(jax.random.fold_in(key, place), 1 - rate, inputs.shape)
    return kept / (1 - rate)


def mean_squared_error(outputs, targets):
    return jnp.mean(jnp.square(outputs - targets))


def binary_crossentropy(logits, targets):
    # −(y·ln p + (1 − y)·ln(1 − p)) with p the logistic function of the logit.
    return jnp.mean(
        -targets * jax.nn.log_sigmoid(logits) - (1 - targets) * jax.nn.log_sigmoid(-logits)
    )


def categorical_crossentropy(logits, targets):
    return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(logits), axis=-1))


# By loss and last activation: how it is computed from what the last product gives.
LOSSES = {
    ("mean_squared_error", "linear"): mean_squared_error,
    ("binary_crossentropy", "sigmoid"): binary_crossentropy,
    ("categorical_crossentropy", "softmax"): categorical_crossentropy,
}


def loss_function(task):
    """A function of parameters and a batch: the loss, and the moments of layers that normalize, by place.

    Its last argument is what dropouts multiply by, by place, or a key to draw that.
    """
    task.require_functions("JAX", ACTIVATIONS, LOSSES)
    # The loss takes the last activation over.
    activations = [ACTIVATIONS[name] for name in [*task.activations[:-1], "linear"]]
    loss = LOSSES[task.loss, task.activations[-1]]

    def loss_of_batch(parameters, inputs, targets, noise):
        outputs, statistics, penalty = {-1: inputs}, {}, 0
        for place, (layer, activation, weights) in enumerate(
            zip(task.layers, activations, parameters)
        ):
            sources = [outputs[source] for source in task.sources[place]]
            if layer["kind"] == "normalization":
                statistics[place] = moments(*sources)
                sources += statistics[place]
            if layer["kind"] == "dropout":
                is_given = isinstance(noise, dict)
                sources.append(
                    noise[place] if is_given else drawn_factors(noise, place, layer["rate"], *sources)
                )
            outputs[place] = LAYERS[layer["kind"]](layer, activation, weights, *sources)
        for weights, (l1, l2) in zip(parameters, task.penalties):
            if l1:
                penalty += l1 * jnp.sum(jnp.abs(weights[0]))
            if l2:
                penalty += l2 * jnp.sum(jnp.square(weights[0]))
        return loss(outputs[len(task.layers) - 1], targets) + penalty, statistics

    return loss_of_batch


def split_weights(task):
    """What is trained, layer by layer, and the moving moments of those that normalize, by place."""
    trained, moving = list(task.parameters), {}
    for place, layer in enumerate(task.layers):
        if layer["kind"] == "normalization":
            trained[place], moving[place] = trained[place][:2], trained[place][2:]
    return trained, moving


def sgd(settings):
    """Start state and update of plain gradient descent."""
    rate = settings["learningRate"]

    def update(parameters, gradient, state):
        return jax.tree.map(lambda w, g: w - rate * g, parameters, gradient), state

    return lambda parameters: (), update


def adam(settings):
    """Start state and update of Adam, ε added to the root of the uncorrected second moment."""
    rate, epsilon = settings["learningRate"], settings["epsilon"]
    beta1, beta2 = settings["beta1"], settings["beta2"]

    def start(parameters):
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        return jnp.float32(0), zeros, jax.tree.map(jnp.copy, zeros)

    def update(parameters, gradient, state):
        step, first, second = state
        step = step + 1
        # 1 − βᵗ; the difference itself would lose three of seven digits at first.
        correction1 = -jnp.expm1(step * math.log(beta1))
        correction2 = -jnp.expm1(step * math.log(beta2))
        rate_now = rate * jnp.sqrt(correction2) / correction1
        first = jax.tree.map(lambda m, g: m + (g - m) * (1 - beta1), first, gradient)
        second = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - beta2), second, gradient)
        moved = jax.tree.map(
            lambda w, m, v: w - rate_now * m / (jnp.sqrt(v) + epsilon), parameters, first, second
        )
        return moved, (step, first, second)

    return start, update


class Jax(peer.Peer):
    version = f"JAX {jax.__version__}"

    def __init__(self, task, _threads, form):
        # XLA takes one thread for each CPU of the affinity mask.
        self.task, self.form = task, form
        self.start_optimizer, update = {"sgd": sgd, "adam": adam}[task.optimizer["kind"]](
            task.optimizer
        )
        gradient_of = jax.value_and_grad(loss_function(task), has_aux=True)

        def step(state, batch, factors=None):
            parameters, optimizer, moving, key = state
            noise = factors
            if task.factors and factors is None:
                key, noise = jax.random.split(key)
            (loss, statistics), gradient = gradient_of(parameters, *batch, noise)
            moved = {
                place: tuple(
                    old + (new - old) * (1 - task.layers[place]["momentum"])
                    for old, new in zip(moving[place], statistics[place])
                )
                for place in moving
            }
            return (*update(parameters, gradient, optimizer), moved, key), loss

        self.step = jax.jit(step, donate_argnums=0)
        self.compiled = {}
        if form == "scan":
            counts = (task.batch_count, task.batch_size)
            self.batches = tuple(
                jnp.asarray(part.reshape(counts + part.shape[1:]))
                for part in (task.inputs, task.targets)
            )
        else:
            self.batches = jax.tree.map(jnp.asarray, task.batches())

        def many(state, batches, steps, factors=None):
            def one(state, each):
                index, factors = each
                pick = functools.partial(
                    jax.lax.dynamic_index_in_dim, index=index, keepdims=False
                )
                return step(state, jax.tree.map(pick, batches), factors)

            return jax.lax.scan(one, state, (jnp.arange(steps) % task.batch_count, factors))

        self.many = jax.jit(many, donate_argnums=0, static_argnums=2)

    def reset(self):
        parameters, moving = jax.tree.map(
            lambda array: jnp.array(array, copy=True), split_weights(self.task)
        )
        key = jax.random.key(0) if self.task.factors else ()
        self.state = parameters, self.start_optimizer(parameters), moving, key
        jax.block_until_ready(self.state)

    def prepare(self, steps):
        if self.form == "scan" and steps not in self.compiled:
            self.reset()
            lowered = self.many.lower(self.state, self.batches, steps)
            self.compiled[steps] = lowered.compile()

    def scan(self, steps):
        self.prepare(steps)
        self.state, losses = self.compiled[steps](self.state, self.batches)
        return losses

    def train(self, steps):
        if self.form == "scan":
            self.scan(steps)
        else:
            for batch in itertools.islice(itertools.cycle(self.batches), steps):
                self.state, _ = self.step(self.state, batch)
        jax.block_until_ready(self.state)
        return steps

    def losses(self, steps):
        factors = {place: array[:steps] for place, array in self.task.factors.items()} or None
        if self.form == "scan":
            self.state, losses = self.many(self.state, self.batches, steps, factors)
            return list(np.asarray(losses))
        losses = []
        for number, batch in enumerate(itertools.islice(itertools.cycle(self.batches), steps)):
            these = factors and {place: array[number] for place, array in factors.items()}
            self.state, loss = self.step(self.state, batch, these)
            losses.append(loss)
        return losses

    def weights(self):
        parameters, _, moving, _ = self.state
        return jax.tree.leaves((parameters, moving))


if __name__ == "__main__":
    peer.serve(Jax)
