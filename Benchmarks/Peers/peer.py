"""What all drivers share: the task, its tensors, and the conversation with gradmark.

README.md tells the conversation, for drivers that do not use this.
"""

import gc
import hashlib
import json
import math
import os
import platform
import struct
import sys
import time
from pathlib import Path

import numpy as np


PARTS = {
    "dense": ("kernel", "bias"),
    "convolution": ("kernel", "bias"),
    "recurrence": ("kernel", "recurrent_kernel", "bias"),
}


class Task:
    """A network, its start weights and its data, as gradmark exported them."""

    def __init__(self, folder):
        description = json.loads(Path(folder, "task.json").read_text())
        start = read_safetensors(Path(folder, "start.safetensors"))
        data = read_safetensors(Path(folder, "data.safetensors"))
        self.batch_size = description["batchSize"]
        self.loss = description["loss"]
        self.optimizer = description["optimizer"]
        self.layers = description["layers"]
        self.kinds = [layer["kind"] for layer in self.layers]
        self.activations = [layer["activation"] for layer in self.layers]
        self.units = [layer["units"] for layer in self.layers]
        # The weights of each layer: kernel and bias, and a recurrent kernel between them.
        self.parameters = [
            tuple(start[f"{layer['name']}/{part}"] for part in PARTS[layer["kind"]])
            for layer in self.layers
        ]
        self.inputs = data["inputs"]  # [samples, …]
        self.targets = data["targets"]  # [samples, …]
        self.batch_count = len(self.inputs) // self.batch_size

    def batches(self):
        """All batches in their order; the samples fill them exactly."""
        return list(
            zip(
                np.split(self.inputs, self.batch_count),
                np.split(self.targets, self.batch_count),
            )
        )

    def require_dense_layers(self, library):
        """Ends a driver that has no other layers with a sentence."""
        others = sorted({kind for kind in self.kinds if kind != "dense"})
        if others:
            sys.exit(f"{library} takes part with dense layers alone, and this has a {others[0]}")

    def epochs(self, steps):
        """The passes over the data that hold at least so many steps."""
        return math.ceil(steps / self.batch_count)


class Peer:
    """What a driver has to offer; `serve` calls nothing else."""

    # The library's name and version.
    version = ""
    # What the peer does otherwise than asked, or None where the work is equal.
    difference = None

    def reset(self):
        """Goes back to the start."""
        raise NotImplementedError

    def train(self, steps):
        """Trains at least so many steps, waits for the last, and returns how many it were."""
        raise NotImplementedError

    def losses(self, steps):
        """Trains so many steps and returns their losses."""
        raise NotImplementedError

    def weights(self):
        """All weights as arrays."""
        raise NotImplementedError

    def timed(self, steps):
        """Trains like `train`; returns nanoseconds and steps."""
        before = time.perf_counter_ns()
        done = self.train(steps)
        return time.perf_counter_ns() - before, done


def serve(make_peer):
    """Holds the conversation; `make_peer` takes the task, the threads and the form."""
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    folder, threads, form = sys.argv[1:4]

    def say(text):
        print(text, file=answers, flush=True)

    task = Task(folder)
    before = time.perf_counter_ns()
    peer = make_peer(task, int(threads), form)
    peer.reset()
    peer.train(1)
    first = time.perf_counter_ns() - before
    # All that the first steps take beyond what the next ones do.
    preparation = max(0, first - peer.timed(1)[0])
    greeting = {
        "version": f"{peer.version}, Python {platform.python_version()}",
        "preparationNanoseconds": preparation,
        "difference": peer.difference,
    }
    say(json.dumps(greeting))
    for line in sys.stdin:
        verb, count = line.split()
        peer.reset()
        say(answer(peer, verb, int(count)))


def answer(peer, verb, count):
    """Does what a request asks of a peer that stands at the start."""
    if verb == "steps":
        # A collection within the turn would be Python's time, not the library's.
        gc.collect()
        gc.disable()
        nanoseconds, steps = peer.timed(count)
        gc.enable()
        return f"{nanoseconds} {steps}"
    if verb == "losses":
        return " ".join(repr(float(loss)) for loss in peer.losses(count))
    if verb == "digest":
        peer.train(count)
        digest = hashlib.sha256()
        for weight in peer.weights():
            digest.update(np.ascontiguousarray(weight, "<f4").tobytes())
        return digest.hexdigest()
    raise ValueError(f"request '{verb}' is unknown; use steps, losses or digest")


def read_safetensors(path):
    """The float32 arrays of a safetensors file by name."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    data = memoryview(content)[8 + length :]
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
    }
