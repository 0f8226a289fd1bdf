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


# The weights of each kind of layer; others have none.
PARTS = {
    "dense": ("kernel", "bias"),
    "convolution": ("kernel", "bias"),
    "recurrence": ("kernel", "recurrent_kernel", "bias"),
    "lstm": ("kernel", "recurrent_kernel", "bias"),
    "embedding": ("embeddings",),
    "normalization": ("gamma", "beta", "moving_mean", "moving_variance"),
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
        self.units = [layer.get("units") for layer in self.layers]
        places = {layer["name"]: place for place, layer in enumerate(self.layers)}
        # The layers whose outputs each one takes, by their places; -1 is the network's input.
        self.sources = [
            [places[name] for name in layer.get("inputs", [])] or [place - 1]
            for place, layer in enumerate(self.layers)
        ]
        # What is added to the loss for each layer's kernel: factors of Σ|w| and of Σw².
        self.penalties = [
            (penalty["l1"], penalty["l2"]) if (penalty := layer.get("penalty")) else (0, 0)
            for layer in self.layers
        ]
        # The weights of each layer: a kernel and a bias, with a recurrent kernel between them, or what else.
        self.parameters = [
            tuple(start[f"{layer['name']}/{part}"] for part in PARTS.get(layer["kind"], ()))
            for layer in self.layers
        ]
        self.inputs = data["inputs"]  # [samples, …]
        self.targets = data["targets"]  # [samples, …]
        self.batch_count = len(self.inputs) // self.batch_size
        # What dropouts multiply by in the steps that are proven, [steps, samples, …] by the layers' places; in all
        # others each library draws its own.
        factors = Path(folder, "factors.safetensors")
        self.factors = {
            places[name]: array
            for name, array in (read_safetensors(factors) if factors.exists() else {}).items()
        }

    def batches(self):
        """All batches in their order; the samples fill them exactly."""
        return list(
            zip(
                np.split(self.inputs, self.batch_count),
                np.split(self.targets, self.batch_count),
            )
        )

    def require_dense_layers(self, library):
        """Ends a driver that has no other layers."""
        others = sorted({kind for kind in self.kinds if kind != "dense"})
        if others:
            refuse(f"{library} takes part with dense layers alone, and this has a {others[0]}")
        if self.inputs.ndim != 2:
            refuse(f"{library} takes part with rows of numbers alone, and a sample has more axes here")

    def require_functions(self, library, activations, losses):
        """Ends a driver that lacks a hidden layer's activation, or the loss with the last one."""
        for name in self.activations[:-1]:
            if name not in activations:
                refuse(f"the driver of {library} has no {name} between layers")
        if (self.loss, self.activations[-1]) not in losses:
            refuse(f"the driver of {library} has no {self.loss} of {self.activations[-1]}")

    def require_no_penalties(self, library):
        """Ends a driver that cannot add such penalties to the loss."""
        if any(map(any, self.penalties)):
            refuse(f"{library} has no such penalties on weights as this network")

    def lengthen_epochs(self, steps):
        """Repeats the data until an epoch has so many steps, for libraries whose epochs take time."""
        repeats = math.ceil(steps / self.batch_count)
        self.inputs = np.concatenate([self.inputs] * repeats)
        self.targets = np.concatenate([self.targets] * repeats)
        self.batch_count *= repeats

    def epochs(self, steps):
        """The passes over the data that hold at least so many steps."""
        return math.ceil(steps / self.batch_count)


class Peer:
    """What a driver has to offer; `serve` calls nothing else."""

    # The library's name and version.
    version = ""
    # What the peer does otherwise than asked, or None where the work is equal.
    difference = None
    # Whether it talks: of several ranks one does.
    answers = True

    @classmethod
    def requests(cls):
        """The lines that gradmark says, as they come."""
        return sys.stdin

    def reset(self):
        """Goes back to the start."""
        raise NotImplementedError

    def train(self, steps):
        """Trains at least so many steps, waits for the last, and returns how many it were."""
        return len(self.losses(steps))

    def losses(self, steps):
        """Trains so many steps and returns their losses."""
        raise NotImplementedError

    def weights(self):
        """All weights as arrays."""
        raise NotImplementedError

    def prepare(self, steps):
        """Does what so many steps need once, such as compiling; nobody times it."""

    def timed(self, steps):
        """Trains like `train`; returns nanoseconds and steps."""
        before = nanoseconds()
        done = self.train(steps)
        return nanoseconds() - before, done


def nanoseconds():
    """The raw monotonic clock, as gradmark reads it: no time daemon bends it."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)


def refuse(sentence):
    """Ends a driver that cannot do the work it is asked for, as README.md tells."""
    print(sentence, file=sys.stderr)
    sys.exit(2)


def serve(make_peer):
    """Holds the conversation; `make_peer` takes the task, the threads and the form."""
    folder, threads, forms = sys.argv[1:4]
    if folder == "--version":
        print(f"{make_peer.version}, Python {platform.python_version()}")
        return
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(text):
        if make_peer.answers:
            print(text, file=answers, flush=True)

    task = Task(folder)
    peers = {form: make_peer(task, int(threads), form) for form in forms.split(",")}
    # Whoever cannot train ends here, and what is compiled at first is compiled now.
    for peer in peers.values():
        peer.reset()
        peer.train(1)
    parameters = sum(np.size(weight) for weight in peer.weights())
    say(json.dumps({"parameters": parameters, "difference": peer.difference}))
    for line in make_peer.requests():
        verb, count = line.split()
        if verb == "form":
            form = fastest(peers, int(count))
            peer = peers[form]
            peers = {form: peer}
            say(form)
        else:
            say(answer(peer, verb, int(count)))


def fastest(peers, milliseconds):
    """The form with the shortest steps, the best of three turns of about so long each."""

    def step_time(peer, steps):
        peer.prepare(steps)
        peer.reset()
        nanoseconds, done = peer.timed(steps)
        return nanoseconds / done

    steps, some_peer = 1, next(iter(peers.values()))
    while step_time(some_peer, steps) * steps < milliseconds * 5e5:
        steps *= 2
    return min(peers, key=lambda form: min(step_time(peers[form], steps) for _ in range(3)))


def answer(peer, verb, count):
    """Does what a request asks, from the start."""
    if verb == "steps":
        peer.prepare(count)
    peer.reset()
    if verb == "steps":
        # A collection within the turn would be Python's time, not the library's.
        gc.collect()
        gc.disable()
        nanoseconds, steps = peer.timed(count)
        gc.enable()
        return f"{nanoseconds} {steps}"
    if verb == "prove":
        losses = [float(loss) for loss in peer.losses(count)]
        weights = peer.weights()
        proof = {
            "losses": [loss if math.isfinite(loss) else None for loss in losses],
            "parameters": sum(np.size(weight) for weight in weights),
            "digest": digest(weights),
        }
        return json.dumps(proof)
    raise ValueError(f"request '{verb}' is unknown; use steps, prove or form")


def digest(weights):
    """The SHA-256 of all weights, hexadecimal."""
    hashed = hashlib.sha256()
    for weight in weights:
        hashed.update(np.ascontiguousarray(weight, "<f4").tobytes())
    return hashed.hexdigest()


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
