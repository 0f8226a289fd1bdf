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


def dense(activation, weights, inputs):
    kernel, bias = weights
    return activation(inputs @ kernel + bias)


def convolution(activation, weights, inputs):
    kernel, bias = weights
    layouts = ("NHWC", "HWIO", "NHWC")
    outputs = jax.lax.conv_general_dilated(
        inputs, kernel, (1, 1), "VALID", dimension_numbers=layouts
    )
    return activation(outputs + bias)


def recurrence(activation, weights, inputs):
    kernel, recurrent, bias = weights
    # One product for all times; the loop is written out, as there are few.
    entering = inputs @ kernel + bias
    state = activation(entering[:, 0])
    for time in range(1, inputs.shape[1]):
        state = activation(entering[:, time] + state @ recurrent)
    return state


LAYERS = {"dense": dense, "convolution": convolution, "recurrence": recurrence}


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
    """A function of parameters and a batch."""
    task.require_functions("JAX", ACTIVATIONS, LOSSES)
    # The loss takes the last activation over.
    names = [*task.activations[:-1], "linear"]
    layers = [(LAYERS[kind], ACTIVATIONS[name]) for kind, name in zip(task.kinds, names)]
    loss = LOSSES[task.loss, task.activations[-1]]

    def loss_of_batch(parameters, inputs, targets):
        outputs, penalty = inputs, 0
        for weights, (layer, activation) in zip(parameters, layers):
            outputs = layer(activation, weights, outputs)
        for (kernel, *_), (l1, l2) in zip(parameters, task.penalties):
            if l1:
                penalty += l1 * jnp.sum(jnp.abs(kernel))
            if l2:
                penalty += l2 * jnp.sum(jnp.square(kernel))
        return loss(outputs, targets) + penalty

    return loss_of_batch


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
        gradient_of = jax.value_and_grad(loss_function(task))

        def step(state, batch):
            parameters, optimizer = state
            loss, gradient = gradient_of(parameters, *batch)
            return update(parameters, gradient, optimizer), loss

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

        def many(state, batches, steps):
            def one(state, index):
                pick = functools.partial(
                    jax.lax.dynamic_index_in_dim, index=index, keepdims=False
                )
                return step(state, jax.tree.map(pick, batches))

            return jax.lax.scan(one, state, jnp.arange(steps) % task.batch_count)

        self.many = jax.jit(many, donate_argnums=0, static_argnums=2)

    def reset(self):
        parameters = jax.tree.map(lambda array: jnp.array(array, copy=True), self.task.parameters)
        self.state = parameters, self.start_optimizer(parameters)
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
        if self.form == "scan":
            return list(np.asarray(self.scan(steps)))
        losses = []
        for batch in itertools.islice(itertools.cycle(self.batches), steps):
            self.state, loss = self.step(self.state, batch)
            losses.append(loss)
        return losses

    def weights(self):
        return jax.tree.leaves(self.state[0])


if __name__ == "__main__":
    peer.serve(Jax)
