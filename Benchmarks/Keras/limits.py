"""How far two right programs may be apart."""

import numpy as np

# Two float32 programs that sum in different orders differ by some units in the last place (6e-8),
# which training carries on; a wrong formula shows in the third digit.
LIMITS = {"gradient": 1e-4, "weights": 1e-3, "predictions": 1e-4, "losses": 1e-4, "accuracy": 1e-5}


# How many times as far as roundings moved a gradient of Keras two programs' roundings may be apart.
ROUNDINGS = 10


def gradient_scales(gradients, roundings=None):
    """What the errors of each gradient are divided by: its largest element, where that isn't nothing
    beside the others'. A bias in front of a normalization has a gradient of 0, which either program
    computes as roundings of the terms that cancel: of these it is known by how much they moved it."""
    largest = max((np.abs(gradient).max() for gradient in gradients.values()), default=0)
    return {name: max(np.abs(gradient).max(), 1e-3 * largest, 1e-6,
                      ROUNDINGS * (roundings or {}).get(name, 0) / LIMITS["gradient"])
            for name, gradient in gradients.items()}


def tell_enough(gradients, roundings):
    """Whether each gradient stands out of its roundings by more than is allowed, or is nothing else."""
    plain = gradient_scales(gradients)
    return all(moved <= LIMITS["gradient"] / ROUNDINGS * plain[name]
               or np.abs(gradients[name]).max() <= ROUNDINGS * moved
               for name, moved in roundings.items())


def weight_scales(weights, start):
    """Weights are judged by how far training moved them or, where it hardly did, by their size."""
    return {name: max(np.abs(weight - start[name]).max(), 1e-3 * np.abs(weight).max(), 1e-6)
            for name, weight in weights.items()}


def prediction_scales(predictions):
    return {name: max(np.abs(values).max(), 1e-6) for name, values in predictions.items()}


def tolerances(gradients, roundings, predictions, snapshots, start):
    """The same as numbers for each tensor, as the recorded runs among the tests have them."""
    def tensors(kind, scales):
        return {name: {"max": LIMITS[kind] * float(scale), "rms": LIMITS[kind] * float(scale)}
                for name, scale in scales.items()}

    return {
        "weights": {str(step): tensors("weights", weight_scales(weights, start))
                    for step, weights in snapshots.items()},
        "gradients": tensors("gradient", gradient_scales(gradients, roundings)),
        "loss_rtol": LIMITS["losses"], "history_rtol": LIMITS["losses"], "loss_floor": 0.0,
        "metric_atol": LIMITS["accuracy"],
    } | tensors("predictions", prediction_scales(predictions))
