"""PyTorch: eager (`eager`), eager with images in its channels-last layout (`channels-last`), or network and
loss through `torch.compile` (`compile`).

The optimizers are the fused ones. Losses are taken from the logits, as PyTorch advises. Images come as
[samples, rows, columns, channels] and are brought into PyTorch's order before any turn.
"""

import itertools
import os
import sys
import tempfile

# A new one in the task's folder, which is gone afterwards: with what an earlier process compiled,
# compiling would seem to take no time.
if sys.argv[3] == "compile" and sys.argv[1] != "--version":
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = tempfile.mkdtemp(dir=sys.argv[1])

import torch  # noqa: E402 – it reads the environment
from torch import nn  # noqa: E402

import peer  # noqa: E402

ACTIVATIONS = {
    "relu": nn.ReLU,
    "sigmoid": nn.Sigmoid,
    "softmax": lambda: nn.Softmax(dim=-1),
    "tanh": nn.Tanh,
}


class ChannelsLast(nn.Module):
    """Brings channels behind rows and columns, for what follows along the last axis."""

    def forward(self, images):
        return images.permute(0, 2, 3, 1)


class SamePadding(nn.Module):
    """Zeros around images for a window with strides, the odd one behind, as Keras has them."""

    def __init__(self, sizes, strides):
        super().__init__()
        self.windows = tuple(zip(sizes, strides))

    def forward(self, images):
        around = []
        for count, (size, stride) in zip(images.shape[-2:], self.windows):
            zeros = max((-(-count // stride) - 1) * stride + size - count, 0)
            around = [zeros // 2, zeros - zeros // 2, *around]
        return nn.functional.pad(images, around)


class LastState(nn.Module):
    """`nn.RNN` or `nn.LSTM`, whose last output alone goes on; of its two biases one stays 0."""

    def __init__(self, cells):
        super().__init__()
        self.cells = cells
        nn.init.zeros_(cells.bias_hh_l0)
        cells.bias_hh_l0.requires_grad_(False)

    def forward(self, series):
        last = self.cells(series)[1]
        return (last[0] if isinstance(last, tuple) else last)[0]


class Rows(nn.Embedding):
    """`nn.Embedding`, whose numbers come as floats."""

    def forward(self, numbers):
        return super().forward(numbers.long())


class GivenDropout(nn.Dropout):
    """`nn.Dropout`, but where it is given what to multiply by."""

    factors = None

    def forward(self, inputs):
        return super().forward(inputs) if self.factors is None else inputs * self.factors


class Sum(nn.Module):
    def forward(self, *inputs):
        return sum(inputs)


class Chain(nn.Sequential):
    """Modules one after the other, of which the first may take several inputs."""

    def forward(self, *inputs):
        first, *others = self
        outputs = first(*inputs)
        for module in others:
            outputs = module(outputs)
        return outputs


class Graph(nn.Module):
    """Modules, each on outputs of some before it by their places; -1 is the input."""

    def __init__(self, modules, sources):
        super().__init__()
        self.steps, self.sources = nn.ModuleList(modules), sources

    def forward(self, inputs):
        outputs = []
        for step, places in zip(self.steps, self.sources):
            outputs.append(step(*(inputs if place < 0 else outputs[place] for place in places)))
        return outputs[-1]


def cross_entropy(outputs, targets):
    """Over all pixels, where there are any."""
    classes = outputs.shape[-1]
    return nn.functional.cross_entropy(outputs.reshape(-1, classes), targets.reshape(-1, classes))


# By loss and last activation: how it is computed from what the last product gives.
LOSSES = {
    ("mean_squared_error", "linear"): nn.functional.mse_loss,
    ("binary_crossentropy", "sigmoid"): nn.functional.binary_cross_entropy_with_logits,
    ("categorical_crossentropy", "softmax"): cross_entropy,
}


def make_core(layer, weights):
    """A layer without its activation, and what goes before it."""
    kind, shape = layer["kind"], weights[0].shape if weights else ()
    if kind == "convolution":
        strides, sizes = layer.get("strides", [1, 1]), shape[:2]
        if layer.get("padding", "valid") == "valid" or sizes == (1, 1):
            return nn.Conv2d(*shape[2:], sizes, strides), []
        if strides == [1, 1] and all(size % 2 for size in sizes):
            around = tuple(size // 2 for size in sizes)
            return nn.Conv2d(*shape[2:], sizes, padding=around), []
        return nn.Conv2d(*shape[2:], sizes, strides), [SamePadding(sizes, strides)]
    if kind in ("recurrence", "lstm"):
        if layer["activation"] != "tanh":
            peer.refuse(f"PyTorch's recurrences have no {layer['activation']}")
        cells = nn.RNN if kind == "recurrence" else nn.LSTM
        return LastState(cells(shape[0], weights[1].shape[0], batch_first=True)), []
    if kind == "normalization":
        return nn.BatchNorm2d(*shape, layer["epsilon"], 1 - layer["momentum"]), []
    if kind == "average_pooling":
        return nn.AvgPool2d(layer["kernelSize"]), []
    if kind == "maximum_pooling":
        return nn.MaxPool2d(layer["kernelSize"]), []
    if kind == "dropout":
        return GivenDropout(layer["rate"]), []
    if kind in ("add", "flatten", "embedding"):
        return {"add": Sum, "flatten": nn.Flatten, "embedding": Rows}[kind](*shape), []
    return nn.Linear(*shape), []


def make_network(task):
    """The network but for the last activation, which the loss takes over; its layers; and the loss."""
    task.require_functions("PyTorch", {*ACTIVATIONS, "linear"}, LOSSES)
    cores, modules, are_images = [], [], {-1: False}
    for place, (layer, weights) in enumerate(zip(task.layers, task.parameters)):
        core, before = make_core(layer, weights)
        is_image = layer["kind"] == "convolution" or are_images[task.sources[place][0]]
        are_images[place] = is_image and layer["kind"] not in ("dense", "flatten")
        if is_image and not are_images[place]:
            before = [ChannelsLast()]
        # A recurrence brings its own.
        own = layer["kind"] in ("recurrence", "lstm")
        activation = None if own else ACTIVATIONS.get(layer["activation"])
        is_last = place == len(task.layers) - 1
        after = [activation()] if activation and not is_last else []
        cores.append(core)
        modules.append(Chain(*before, core, *after) if before or after else core)
    return Graph(modules, task.sources), cores, LOSSES[task.loss, task.activations[-1]]


class Torch(peer.Peer):
    version = f"PyTorch {torch.__version__}"

    def __init__(self, task, threads, form):
        torch.set_num_threads(threads)
        # It may be set once.
        if torch.get_num_interop_threads() != 1:
            torch.set_num_interop_threads(1)
        self.task = task
        self.network, self.cores, last = make_network(task)
        model = self.shared(self.network)
        self.loss = lambda inputs, targets: last(model(inputs), targets)
        if form == "compile":
            self.loss = torch.compile(self.loss)
        # Copies, as the arrays of a file may not be written.
        self.batches = [
            (self.in_order(torch.tensor(self.own(inputs)), form), torch.tensor(self.own(targets)))
            for inputs, targets in task.batches()
        ]
        if form == "channels-last":
            self.network.to(memory_format=torch.channels_last)
        self.parameters = [one for one in self.network.parameters() if one.requires_grad]
        # The optimizer adds the gradient of Σw² by itself, while nothing of PyTorch's does that of Σ|w|.
        self.kernels = [
            (next(core.parameters()), *factors)
            for core, factors in zip(self.cores, task.penalties)
            if any(factors)
        ]
        decays = {id(kernel): 2 * l2 for kernel, _, l2 in self.kernels}
        self.groups = [
            {
                "params": [one for one in self.parameters if decays.get(id(one), 0) == decay],
                "weight_decay": decay,
            }
            for decay in sorted({0, *decays.values()})
        ]

    def shared(self, network):
        """The network as it is called: this process trains alone."""
        return network

    def own(self, batch):
        """The samples of a batch that this process takes."""
        return batch

    @staticmethod
    def in_order(inputs, form):
        """Images in PyTorch's order of axes, and in one of its two layouts; anything else as it is."""
        if inputs.dim() != 4:
            return inputs
        # As it comes, the memory is in the layout with channels last.
        images = inputs.permute(0, 3, 1, 2)
        return images if form == "channels-last" else images.contiguous()

    def reset(self):
        with torch.no_grad():
            for core, weights in zip(self.cores, self.task.parameters):
                arrays = [torch.tensor(array) for array in weights]
                if isinstance(core, nn.Conv2d):
                    core.weight.copy_(arrays[0].permute(3, 2, 0, 1))
                    core.bias.copy_(arrays[1])
                elif isinstance(core, LastState):
                    core.cells.weight_ih_l0.copy_(arrays[0].T)
                    core.cells.weight_hh_l0.copy_(arrays[1].T)
                    core.cells.bias_ih_l0.copy_(arrays[2])
                elif isinstance(core, nn.Linear):
                    core.weight.copy_(arrays[0].T)
                    core.bias.copy_(arrays[1])
                elif isinstance(core, nn.BatchNorm2d):
                    tensors = core.weight, core.bias, core.running_mean, core.running_var
                    for tensor, array in zip(tensors, arrays):
                        tensor.copy_(array)
                elif isinstance(core, Rows):
                    core.weight.copy_(arrays[0])
        settings = self.task.optimizer
        if settings["kind"] == "adam":
            self.betas = settings["beta1"], settings["beta2"]
            self.optimizer = torch.optim.Adam(
                self.groups, settings["learningRate"], self.betas, fused=True
            )
        else:
            self.optimizer = torch.optim.SGD(self.groups, settings["learningRate"], fused=True)
        self.updates = 0

    def step(self, inputs, targets):
        self.optimizer.zero_grad()
        loss = self.loss(inputs, targets)
        loss.backward()
        for kernel, l1, _ in self.kernels:
            if l1:
                kernel.grad.add_(kernel.detach().sign(), alpha=l1)
        self.updates += 1
        if self.task.optimizer["kind"] == "adam":
            # Keras adds ε to the root of the second moment before its correction, PyTorch after.
            correction = (1 - self.betas[1] ** self.updates) ** 0.5
            for group in self.optimizer.param_groups:
                group["eps"] = self.task.optimizer["epsilon"] / correction
        self.optimizer.step()
        return loss

    def train(self, steps):
        for batch in itertools.islice(itertools.cycle(self.batches), steps):
            self.step(*batch)
        return steps

    def losses(self, steps):
        return [penalty + loss.item() for penalty, loss in self.proven(steps)]

    def proven(self, steps):
        """The penalty and the loss of each step; its dropouts drop what gradmark's do."""
        for number, batch in enumerate(itertools.islice(itertools.cycle(self.batches), steps)):
            self.drop({place: array[number] for place, array in self.task.factors.items()})
            yield self.penalty(), self.step(*batch).detach()
        self.drop({})

    def drop(self, factors):
        """Tells dropouts what to multiply by, by their places; those left out draw it."""
        for place, core in enumerate(self.cores):
            if isinstance(core, GivenDropout):
                given = factors.get(place)
                core.factors = None if given is None else torch.tensor(self.own(given))

    def penalty(self):
        """What the penalties add to the loss."""
        with torch.no_grad():
            return sum(
                l1 * kernel.abs().sum().item() + l2 * kernel.square().sum().item()
                for kernel, l1, l2 in self.kernels
            )

    def weights(self):
        moving = [
            moments
            for core in self.cores
            if isinstance(core, nn.BatchNorm2d)
            for moments in (core.running_mean, core.running_var)
        ]
        return [tensor.detach().numpy() for tensor in self.parameters + moving]


if __name__ == "__main__":
    peer.serve(Torch)
