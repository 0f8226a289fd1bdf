"""Draws losses, optimizers, schedules and clipping of Keras at random."""

import keras

LOSSES = ["MeanSquaredError", "BinaryCrossentropy", "CategoricalCrossentropy",
          "SparseCategoricalCrossentropy"]


def random_loss(layers):
    """A loss, and the activations that the last layer may have for it."""
    name = layers.one_of(LOSSES)
    kind = getattr(keras.losses, name)
    if name == LOSSES[0]:
        return kind(), ["linear", "sigmoid", "tanh", "softmax", "softplus", "silu"]
    if layers.chance(0.4):
        return kind(from_logits=True), ["linear", "tanh"]
    return kind(), ["sigmoid", "softmax"]


def random_optimizer(layers):
    """An epsilon of 1e-7 would turn gradients that are mere rounding into full steps, and two right
    programs would differ."""
    rate = float(layers.random.uniform(0.001, 0.1))
    clipping = layers.one_of(
        [{"clipnorm": 0.1}, {"clipvalue": 0.01}, {"global_clipnorm": 0.2}] + 5 * [{}])
    match layers.size(0, 6):
        case 0:
            return keras.optimizers.SGD(_scheduled(rate, layers), **clipping)
        case 1:
            return keras.optimizers.SGD(_scheduled(rate, layers), momentum=0.9, **clipping)
        case 2:
            return keras.optimizers.SGD(
                _scheduled(rate, layers), momentum=0.7, nesterov=True, **clipping)
        case 3:
            return keras.optimizers.RMSprop(
                _scheduled(rate / 10, layers), rho=layers.one_of([0.8, 0.9]),
                momentum=layers.one_of([0.0, 0.5]), centered=layers.chance(0.3), epsilon=1e-3,
                **clipping)
        case 4:
            return keras.optimizers.AdamW(
                _scheduled(rate / 10, layers), weight_decay=0.05, epsilon=1e-3, **clipping)
        case _:
            return keras.optimizers.Adam(_scheduled(rate / 10, layers), epsilon=1e-3, **clipping)


def _scheduled(rate, layers):
    """Often the rate itself; schedules that change it within a dozen steps otherwise."""
    if layers.chance(0.7):
        return rate
    schedules = keras.optimizers.schedules
    return layers.one_of([
        lambda: schedules.ExponentialDecay(rate, 5, 0.5, staircase=layers.chance(0.5)),
        lambda: schedules.InverseTimeDecay(rate, 4, 0.7, staircase=layers.chance(0.5)),
        lambda: schedules.PiecewiseConstantDecay([3, 7], [rate, rate / 3, rate / 5]),
        lambda: schedules.PolynomialDecay(rate, 8, rate / 10, power=2.0, cycle=layers.chance(0.5)),
        lambda: schedules.CosineDecay(rate, 9, alpha=0.1),
        lambda: schedules.CosineDecay(rate / 10, 6, warmup_target=rate, warmup_steps=4),
        lambda: schedules.CosineDecayRestarts(rate, 4, t_mul=1.5, m_mul=0.8)])()
