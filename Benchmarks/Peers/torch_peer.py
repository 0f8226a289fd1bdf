"""PyTorch: eager (`eager`), or network and loss through `torch.compile` (`compile`).

The optimizers are the fused ones. Losses are taken from the logits, as PyTorch advises.
"""

import itertools
import os
import sys
import tempfile

# A new one in the task's folder, which is gone afterwards: with what an earlier process compiled,
# compiling would seem to take no time.
os.environ["TORCHINDUCTOR_CACHE_DIR"] = tempfile.mkdtemp(dir=sys.argv[1])

import torch  # noqa: E402 – it reads the environment
from torch import nn  # noqa: E402

import peer  # noqa: E402

ACTIVATIONS = {"relu": nn.ReLU, "softmax": lambda: nn.Softmax(dim=-1)}
# By loss and last activation: how it is computed from what the last product gives.
LOSSES = {
    ("mean_squared_error", "linear"): nn.functional.mse_loss,
    ("binary_crossentropy", "sigmoid"): nn.functional.binary_cross_entropy_with_logits,
    ("categorical_crossentropy", "softmax"): nn.functional.cross_entropy,
}


def make_network(task):
    """The layers but the last activation, which the loss takes over."""
    layers = []
    for (kernel, _), activation in zip(task.parameters, task.activations):
        layers.append(nn.Linear(*kernel.shape))
        if activation in ACTIVATIONS:
            layers.append(ACTIVATIONS[activation]())
    last = LOSSES[task.loss, task.activations[-1]]
    network = nn.Sequential(*(layers[:-1] if task.activations[-1] in ACTIVATIONS else layers))
    return network, lambda inputs, targets: last(network(inputs), targets)


class Torch(peer.Peer):
    version = f"PyTorch {torch.__version__}"

    def __init__(self, task, threads, form):
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self.task = task
        self.network, self.loss = make_network(task)
        if form == "compile":
            self.loss = torch.compile(self.loss)
        # Copies, as the arrays of a file may not be written.
        self.batches = [tuple(torch.tensor(part) for part in batch) for batch in task.batches()]
        self.layers = [layer for layer in self.network if isinstance(layer, nn.Linear)]

    def reset(self):
        with torch.no_grad():
            for layer, (kernel, bias) in zip(self.layers, self.task.parameters):
                layer.weight.copy_(torch.tensor(kernel).T)
                layer.bias.copy_(torch.tensor(bias))
        settings = self.task.optimizer
        parameters = self.network.parameters()
        if settings["kind"] == "adam":
            self.betas = settings["beta1"], settings["beta2"]
            self.optimizer = torch.optim.Adam(
                parameters, settings["learningRate"], self.betas, fused=True
            )
        else:
            self.optimizer = torch.optim.SGD(parameters, settings["learningRate"], fused=True)
        self.updates = 0

    def step(self, inputs, targets):
        self.optimizer.zero_grad()
        loss = self.loss(inputs, targets)
        loss.backward()
        self.updates += 1
        if self.task.optimizer["kind"] == "adam":
            # Keras adds ε to the root of the second moment before its correction, PyTorch after.
            correction = (1 - self.betas[1] ** self.updates) ** 0.5
            self.optimizer.param_groups[0]["eps"] = self.task.optimizer["epsilon"] / correction
        self.optimizer.step()
        return loss

    def train(self, steps):
        for batch in itertools.islice(itertools.cycle(self.batches), steps):
            self.step(*batch)
        return steps

    def losses(self, steps):
        cycle = itertools.islice(itertools.cycle(self.batches), steps)
        return [self.step(*batch).item() for batch in cycle]

    def weights(self):
        return [parameter.detach().numpy() for parameter in self.network.parameters()]


if __name__ == "__main__":
    peer.serve(Torch)
