"""Plain NumPy: dense layers with relu between them, mean squared error, gradient descent or Adam."""

import numpy as np

import peer


class NumPy(peer.Peer):
    version = f"NumPy {np.__version__}"

    def __init__(self, task, _threads, _form):  # its BLAS reads the threads from the environment
        task.require_dense_layers("NumPy")
        task.require_functions("NumPy", {"relu", "linear"}, {("mean_squared_error", "linear")})
        if task.activations != ["relu"] * (len(task.units) - 1) + ["linear"]:
            self.difference = "relu in place of other functions between layers"
        self.task, self.batches, self.settings = task, task.batches(), task.optimizer

    def reset(self):
        self.arrays = [array.copy() for pair in self.task.parameters for array in pair]
        self.moments = [np.zeros((2, *array.shape), np.float32) for array in self.arrays]
        self.count = 0

    def step(self, inputs, targets):
        kernels, signals = self.arrays[::2], [inputs]
        for kernel, bias in zip(kernels, self.arrays[1::2]):
            sums = signals[-1] @ kernel + bias
            signals.append(np.maximum(sums, 0))
        errors, gradients = sums - targets, []
        loss, slope = np.mean(errors * errors), 2 / errors.size * errors
        for kernel, below, (l1, l2) in [*zip(kernels, signals, self.task.penalties)][::-1]:
            loss += l1 * np.abs(kernel).sum() + l2 * np.square(kernel).sum()
            gradient = below.T @ slope + l1 * np.sign(kernel) + 2 * l2 * kernel
            gradients = [gradient, slope.sum(axis=0), *gradients]
            if below is not inputs:
                slope = slope @ kernel.T * (below > 0)
        self.update(gradients, **self.settings)
        return float(loss)

    def update(self, gradients, kind, learningRate, beta1=0, beta2=0, epsilon=0):
        self.count += 1
        rate = learningRate * (1 - beta2**self.count) ** 0.5 / (1 - beta1**self.count)
        for array, gradient, (first, second) in zip(self.arrays, gradients, self.moments):
            if kind == "adam":
                first += (1 - beta1) * (gradient - first)
                second += (1 - beta2) * (gradient * gradient - second)
                gradient = first / (np.sqrt(second) + epsilon)
            array -= rate * gradient

    def losses(self, steps):
        return [self.step(*self.batches[step % len(self.batches)]) for step in range(steps)]

    def train(self, steps):
        return len(self.losses(steps))

    def weights(self):
        return self.arrays


if __name__ == "__main__":
    peer.serve(NumPy)
