"""Writes down the rates that Keras 3's schedules give to steps: make_schedule_table.py FILE.

Each line has a schedule, steps, and a rate for each; null is NaN. Restarts lie at steps where a floor decides, so
that rounding shows; lengths have fractions, and numbers are such as only Keras's formula tells what they mean.
Rates are those of the formula, an operation at a time. XLA turns divisions by constants into products, and so has
other floors at a few steps: these stand under 'compiled'.
"""

import itertools
import json
import math
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import keras

S = keras.optimizers.schedules
LAST = 20_000


def restarts():
    firsts = (1, 2, 3, 4, 5, 7, 10, 30, 100, 2.5, 0.7)
    for first, factor in itertools.product(firsts, (1.0, 1.2, 1.5, 2.0, 3.0, 10.0, 0.9, 0.5, 0.0)):
        starts, length = {0.0}, float(first)
        while length > 0.01 and max(starts) + length < LAST and len(starts) < 14:
            starts.add(max(starts) + length)
            length *= factor
        near = {round(start) + off for start in starts for off in (-1, 0, 1)}
        steps = sorted(step for step in near | {6, 50, 1_000} if step >= 0)
        height, alpha = ((1.0, 0.0), (0.9, 0.1), (-0.5, -0.2))[len(steps) % 3]
        yield S.CosineDecayRestarts(0.01, first, t_mul=factor, m_mul=height, alpha=alpha), steps


def others():
    steps = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 24, 25, 26, 99, 100, 101, 1_000]
    for length, staircase in itertools.product((1, 3, 10, 100, 2.5, 0.7), (False, True)):
        for rate in (0.5, 0.96, 0.0) + ((-0.5,) if staircase else ()):
            yield S.ExponentialDecay(0.1, length, rate, staircase), steps
        for rate in (0.5, 2.0, 0.0, -0.0007):
            yield S.InverseTimeDecay(0.1, length, rate, staircase), steps
        for end, power in ((0.01, 1.0), (-0.05, 2.0), (0.0, 0.5), (0.3, 0.0)):
            yield S.PolynomialDecay(0.1, length, end, power, cycle=staircase), steps
    for length, alpha in itertools.product((1, 10, 100, 2.5), (0.0, 0.1, -0.5)):
        yield S.CosineDecay(0.1, length, alpha), steps
        for warmup in (0, 4, 2.5, -1.5):
            yield S.CosineDecay(0.01, length, alpha, warmup_target=0.1, warmup_steps=warmup), steps
    for boundaries in ([3, 7], [1.5, 3], [2.9], [7, 3], [0, 5, 10.5, 25, 26, 30, 50, 60, 70, 99]):
        values = [0.1 / (1 + index) for index in range(len(boundaries) + 1)]
        yield S.PiecewiseConstantDecay(boundaries, values), steps


def number(value):
    return None if math.isnan(value) else float(f"{float(value):.9g}")


def rates(schedule, steps):
    """The rates of the steps, and by its place each that is another one where all is compiled together."""
    compiled = jax.jit(lambda step: jnp.asarray(schedule(step), jnp.float32))
    together = [number(compiled(jnp.int32(step))) for step in steps]
    with jax.disable_jit():
        single = [number(schedule(jnp.int32(step))) for step in steps]
    scale = max(abs(rate or 0) for rate in single)
    apart = {
        index: other for index, (rate, other) in enumerate(zip(single, together, strict=True))
        if (rate is None) != (other is None) or abs((rate or 0) - (other or 0)) > 2e-6 * scale}
    return single, apart


def main():
    with open(sys.argv[1], "w") as file:
        for schedule, steps in itertools.chain(restarts(), others()):
            single, apart = rates(schedule, steps)
            line = {"schedule": S.serialize(schedule), "steps": steps, "rates": single}
            file.write(json.dumps(line | ({"compiled": apart} if apart else {})) + "\n")


main()
