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


class LastState(nn.Module):
    """`nn.RNN`, whose last output alone goes on; of its two biases one stays 0."""

    def __init__(self, inputs, units):
        super().__init__()
        self.cells = nn.RNN(inputs, units, batch_first=True)
        nn.init.zeros_(self.cells.bias_hh_l0)
        self.cells.bias_hh_l0.requires_grad_(False)

    def forward(self, series):
        return self.cells(series)[1][0]


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


def make_network(task):
    """The layers but the last activation, which the loss takes over."""
    task.require_functions("PyTorch", {*ACTIVATIONS, "linear"}, LOSSES)
    layers, are_images = [], False
    for kind, weights, activation in zip(task.kinds, task.parameters, task.activations):
        kernel = weights[0]
        if kind == "convolution":
            layers.append(nn.Conv2d(*kernel.shape[2:], kernel.shape[:2]))
            are_images = True
        elif kind == "recurrence":
            if activation != "tanh":
                peer.refuse(f"nn.RNN has no {activation}")
            layers.append(LastState(*kernel.shape))
        else:
            if are_images:
                layers.append(ChannelsLast())
                are_images = False
            layers.append(nn.Linear(*kernel.shape))
        # A recurrence brings its own.
        if activation in ACTIVATIONS and kind != "recurrence":
            layers.append(ACTIVATIONS[activation]())
    last = LOSSES[task.loss, task.activations[-1]]
    network = nn.Sequential(*(layers[:-1] if task.activations[-1] in ACTIVATIONS else layers))
    return network, lambda inputs, targets: last(network(inputs), targets)


class Torch(peer.Peer):
    version = f"PyTorch {torch.__version__}"

    def __init__(self, task, threads, form):
        torch.set_num_threads(threads)
        # It may be set once.
        if torch.get_num_interop_threads() != 1:
            torch.set_num_interop_threads(1)
        self.task = task
        self.network, self.loss = make_network(task)
        if form == "compile":
            self.loss = torch.compile(self.loss)
        # Copies, as the arrays of a file may not be written.
        self.batches = [
            (self.in_order(torch.tensor(inputs), form), torch.tensor(targets))
            for inputs, targets in task.batches()
        ]
        if form == "channels-last":
            self.network.to(memory_format=torch.channels_last)
        self.layers = [layer for layer in self.network if list(layer.parameters())]
        self.parameters = [one for one in self.network.parameters() if one.requires_grad]
        # The optimizer adds the gradient of Σw² by itself, while nothing of PyTorch's does that of Σ|w|.
        self.kernels = [next(layer.parameters()) for layer in self.layers]
        decays = {id(kernel): 2 * l2 for kernel, (_, l2) in zip(self.kernels, task.penalties)}
        self.groups = [
            {
                "params": [one for one in self.parameters if decays.get(id(one), 0) == decay],
                "weight_decay": decay,
            }
            for decay in sorted({0, *decays.values()})
        ]

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
            for layer, weights in zip(self.layers, self.task.parameters):
                kernel, *_, bias = [torch.tensor(array) for array in weights]
                if isinstance(layer, nn.Conv2d):
                    layer.weight.copy_(kernel.permute(3, 2, 0, 1))
                    layer.bias.copy_(bias)
                elif isinstance(layer, LastState):
                    layer.cells.weight_ih_l0.copy_(kernel.T)
                    layer.cells.weight_hh_l0.copy_(torch.tensor(weights[1]).T)
                    layer.cells.bias_ih_l0.copy_(bias)
                else:
                    layer.weight.copy_(kernel.T)
                    layer.bias.copy_(bias)
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
        for kernel, (l1, _) in zip(self.kernels, self.task.penalties):
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
        cycle = itertools.islice(itertools.cycle(self.batches), steps)
        return [self.penalty() + self.step(*batch).item() for batch in cycle]

    def penalty(self):
        """What the penalties add to the loss."""
        with torch.no_grad():
            return sum(
                l1 * kernel.abs().sum().item() + l2 * kernel.square().sum().item()
                for kernel, (l1, l2) in zip(self.kernels, self.task.penalties)
            )

    def weights(self):
        return [parameter.detach().numpy() for parameter in self.parameters]


if __name__ == "__main__":
    peer.serve(Torch)
