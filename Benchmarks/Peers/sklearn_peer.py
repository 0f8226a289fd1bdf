"""scikit-learn: its multi-layer perceptron, one `partial_fit` over all batches an epoch.

Its regressor follows the gradient of half the squared error summed over the outputs, which is that of
the mean squared error times outputs / 2; rate and ε make up for that factor. The loss that it reports
is half the mean squared error.
"""

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier, MLPRegressor

import peer


# What it calls activations between layers; it has no softmax there, which its difference tells.
HIDDEN = {
    "linear": "identity",
    "relu": "relu",
    "sigmoid": "logistic",
    "softmax": "logistic",
    "tanh": "tanh",
}
LOSSES = {
    ("mean_squared_error", "linear"),
    ("binary_crossentropy", "sigmoid"),
    ("categorical_crossentropy", "softmax"),
}


class ScikitLearn(peer.Peer):
    version = f"scikit-learn {sklearn.__version__}"

    def __init__(self, task, _threads, _form):
        # Its BLAS reads the number of threads from the environment.
        task.require_dense_layers("scikit-learn")
        task.require_no_penalties("scikit-learn")
        task.require_functions("scikit-learn", HIDDEN, LOSSES)
        if len(set(task.activations[:-1])) > 1:
            peer.refuse("scikit-learn has one activation for all hidden layers")
        task.lengthen_epochs(256)
        self.task = task
        hidden = task.activations[:-1]
        if any(activation == "softmax" for activation in hidden):
            self.difference = "logistic in place of softmax in the hidden layer"
        self.classifies = task.loss != "mean_squared_error"
        self.scale = 1 if self.classifies else task.units[-1] / 2
        settings = task.optimizer
        rate = settings["learningRate"]
        # Adam takes a factor of the gradient out again, but for ε.
        optimizer = (
            {
                "solver": "adam",
                "learning_rate_init": rate,
                "beta_1": settings["beta1"],
                "beta_2": settings["beta2"],
                "epsilon": settings["epsilon"] * self.scale,
            }
            if settings["kind"] == "adam"
            else {"solver": "sgd", "learning_rate_init": rate / self.scale, "momentum": 0}
        )
        kind = MLPClassifier if self.classifies else MLPRegressor
        self.network = kind(
            hidden_layer_sizes=task.units[:-1],
            activation=HIDDEN[hidden[0]] if hidden else "identity",
            alpha=0,
            batch_size=task.batch_size,
            shuffle=False,
            **optimizer,
        )
        self.targets = self.labels(task.targets)
        # The first call settles shapes and classes.
        self.fit(task.inputs, self.targets)

    def labels(self, targets):
        """What it takes as targets: class numbers, or the numbers themselves."""
        if not self.classifies:
            return targets
        return targets.argmax(axis=1) if targets.shape[1] > 1 else targets.ravel().astype(int)

    def fit(self, inputs, targets):
        if self.classifies:
            self.network.partial_fit(inputs, targets, classes=np.unique(self.targets))
        else:
            self.network.partial_fit(inputs, targets)

    def reset(self):
        self.network.coefs_ = [kernel.copy() for kernel, _ in self.task.parameters]
        self.network.intercepts_ = [bias.copy() for _, bias in self.task.parameters]
        # It makes a new one where there is none.
        del self.network._optimizer

    def train(self, steps):
        epochs = self.task.epochs(steps)
        for _ in range(epochs):
            self.fit(self.task.inputs, self.targets)
        return epochs * self.task.batch_count

    def losses(self, steps):
        batches = self.task.batches()
        losses = []
        for step in range(steps):
            inputs, targets = batches[step % len(batches)]
            self.fit(inputs, self.labels(targets))
            losses.append(self.network.loss_ * (1 if self.classifies else 2))
        return losses

    def weights(self):
        return self.network.coefs_ + self.network.intercepts_


if __name__ == "__main__":
    peer.serve(ScikitLearn)
