"""FANN, a C library, by plain gradient descent on whole batches.

Its sum over a batch of (target − output) lacks the mean squared error's factor 2 / outputs, which
the rate makes up for. FANN uses one thread, whatever it is given.
"""

import ctypes
import sys
from ctypes import POINTER, c_float, c_int, c_uint, c_void_p
from pathlib import Path

import numpy as np

import peer

FANN = ctypes.CDLL(str(Path(sys.prefix, "lib", "libfann_steps.so")))
FLOATS = POINTER(c_float)
FANN.version.restype = ctypes.c_char_p
FANN.make_network.argtypes = [c_uint, POINTER(c_uint), POINTER(c_int), c_float]
FANN.make_network.restype = c_void_p
FANN.make_batch.argtypes = [c_uint, c_uint, c_uint, FLOATS, FLOATS]
FANN.make_batch.restype = c_void_p
FANN.set_weights.argtypes = FANN.get_weights.argtypes = [c_void_p, FLOATS]
FANN.train.argtypes = [c_void_p, POINTER(c_void_p), c_uint, c_uint, FLOATS]


def floats(array):
    """The address of a contiguous float32 array."""
    return array.ctypes.data_as(FLOATS)


def difference(task):
    """What FANN lacks of what the task asks for, as a clause; None where it lacks nothing."""
    differences = [
        f"logistic in place of {name}"
        for name in dict.fromkeys(task.activations)
        if name not in ("linear", "sigmoid")
    ]
    if task.loss != "mean_squared_error":
        differences.append("squared error in place of cross-entropy")
    if task.optimizer["kind"] != "sgd":
        differences.append("gradient descent in place of Adam")
    return ", ".join(differences) or None


class Fann(peer.Peer):
    version = f"FANN {FANN.version().decode()}"

    def __init__(self, task, _threads, _form):
        task.require_dense_layers("FANN")
        task.require_no_penalties("FANN")
        self.difference = difference(task)
        units = [task.inputs.shape[1], *task.units]
        logistic = [name != "linear" for name in task.activations]
        self.network = FANN.make_network(
            len(units),
            (c_uint * len(units))(*units),
            (c_int * len(logistic))(*logistic),
            task.optimizer["learningRate"] * 2 / units[-1],
        )
        batches = [
            FANN.make_batch(len(x), x.shape[1], y.shape[1], floats(x), floats(y))
            for x, y in task.batches()
        ]
        self.batches = (c_void_p * len(batches))(*batches)
        self.start = np.concatenate(
            [np.vstack([kernel, bias]).T.ravel() for kernel, bias in task.parameters]
        )

    def reset(self):
        FANN.set_weights(self.network, floats(self.start))

    def train(self, steps):
        FANN.train(self.network, self.batches, len(self.batches), steps, None)
        return steps

    def losses(self, steps):
        losses = np.empty(steps, np.float32)
        FANN.train(self.network, self.batches, len(self.batches), steps, floats(losses))
        return losses

    def weights(self):
        weights = np.empty_like(self.start)
        FANN.get_weights(self.network, floats(weights))
        return [weights]


if __name__ == "__main__":
    peer.serve(Fann)
