"""Plain NumPy: chains of dense layers with relu, mean squared error, plain gradient descent or Adam."""

import numpy as np

import peer


class NumPy(peer.Peer):
    version = f"NumPy {np.__version__}"

    def __init__(self, task, _threads, _form):
        # Its BLAS reads the number of threads from the environment.
        task.require_dense_layers("NumPy")
        task.require_functions("NumPy", {"relu", "linear"}, {("mean_squared_error", "linear")})
        self.task, self.batches = task, task.batches()

    def reset(self):
        self.weights_now = [array.copy() for pair in self.task.parameters for array in pair]
        self.moments = [[np.zeros_like(w), np.zeros_like(w)] for w in self.weights_now]
        self.count = 0

    def step(self, inputs, targets):
        pairs = list(zip(self.weights_now[::2], self.weights_now[1::2]))
        signals = [inputs]
        for (kernel, bias), activation in zip(pairs, self.task.activations):
            sums = signals[-1] @ kernel + bias
            signals.append(np.maximum(sums, 0) if activation == "relu" else sums)
        difference = signals[-1] - targets
        gradients, slope = [], 2 / difference.size * difference
        for index in reversed(range(len(pairs))):
            if self.task.activations[index] == "relu":
                slope = slope * (signals[index + 1] > 0)
            kernel, (l1, l2) = pairs[index][0], self.task.penalties[index]
            gradient = signals[index].T @ slope + l1 * np.sign(kernel) + 2 * l2 * kernel
            gradients = [gradient, slope.sum(axis=0), *gradients]
            slope = slope @ kernel.T if index else None
        penalty = sum(
            l1 * np.abs(kernel).sum() + l2 * np.square(kernel).sum()
            for (kernel, _), (l1, l2) in zip(pairs, self.task.penalties)
        )
        self.update(gradients, self.task.optimizer)
        return float(np.mean(difference * difference) + penalty)

    def update(self, gradients, settings):
        self.count += 1
        for weight, gradient, (first, second) in zip(self.weights_now, gradients, self.moments):
            if settings["kind"] == "sgd":
                weight -= settings["learningRate"] * gradient
                continue
            beta1, beta2 = settings["beta1"], settings["beta2"]
            first += (1 - beta1) * (gradient - first)
            second += (1 - beta2) * (gradient * gradient - second)
            rate = np.sqrt(1 - beta2**self.count) / (1 - beta1**self.count)
            weight -= settings["learningRate"] * rate * first / (np.sqrt(second) + settings["epsilon"])

    def train(self, steps):
        self.losses(steps)
        return steps

    def losses(self, steps):
        return [self.step(*self.batches[step % len(self.batches)]) for step in range(steps)]

    def weights(self):
        return self.weights_now


if __name__ == "__main__":
    peer.serve(NumPy)
