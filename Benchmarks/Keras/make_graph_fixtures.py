"""Records graphs whose tensors are merged, masked or normalized in ways of their own: make_graph_fixtures.py FOLDER.

FOLDER/NAME holds what `make_fixtures.py` records of the training of each.
"""

import pathlib
import sys

import make_fixtures
from random_model import RandomModel

keras = make_fixtures.keras
L = keras.layers


class GraphModel(RandomModel):
    """A model that is the same for every seed, which draws its numbers, its optimizer and its batches."""

    metric_names = []

    def _metrics(self):
        return self.metric_names

    @staticmethod
    def _rows(count, name, numbers, width=4, mask_zero=True):
        return L.Embedding(count, width, mask_zero=mask_zero, name=name)(numbers)


class StretchedMerges(GraphModel):
    """Squeeze and excitation, attention to positions, and a vector that is added to each of these."""

    def _model(self):
        self.vocabularies = [None]
        self.heads = [(keras.losses.MeanSquaredError(), ["linear"])]
        image = keras.Input((5, 6, 3), name="image")
        features = L.Conv2D(19, 3, padding="same", activation="silu", name="features")(image)
        squeezed = L.GlobalAveragePooling2D(keepdims=True, name="squeezed")(features)
        weights = L.Dense(19, activation="hard_sigmoid", name="excite")(
            L.Dense(5, activation="tanh", name="reduce")(squeezed))
        excited = L.Multiply(name="excited")([features, weights])
        places = L.Conv2D(1, 3, padding="same", activation="sigmoid", name="places")(excited)
        seen = L.Multiply(name="seen")([places, excited])
        vector = L.Dense(19, name="vector")(L.GlobalMaxPooling2D(name="most")(features))
        moved = L.Add(name="moved")([seen, vector])
        least = L.Minimum(name="least")([moved, squeezed])
        both = L.Average(name="both")([L.Subtract(name="rest")([squeezed, least]), seen])
        output = L.Dense(2, name="last")(L.GlobalAveragePooling2D(name="mean")(both))
        return keras.Model(image, output, name="stretched")


class MaskedOutput(GraphModel):
    """A class for each step that counts; those before it are normalized, too."""

    metric_names = ["accuracy"]

    def _model(self):
        self.vocabularies = [9]
        self.heads = [(keras.losses.SparseCategoricalCrossentropy(), ["softmax"])]
        return keras.Sequential([
            keras.Input((6,), name="words"), L.Embedding(9, 5, mask_zero=True, name="rows"),
            L.BatchNormalization(momentum=0.8, name="normal"),
            L.Bidirectional(L.GRU(3, return_sequences=True), name="both"),
            L.TimeDistributed(L.Dense(4, activation="softmax"), name="classes")], name="tagger")


class MaskedMerges(GraphModel):
    """Series of two masks and of none in all merges, whose masks later layers and an output heed."""

    def _model(self):
        self.vocabularies = [9, 7]
        self.heads = 2 * [(keras.losses.MeanSquaredError(), ["linear"])]
        words, tags = keras.Input((5,), name="words"), keras.Input((5,), name="tags")
        first, second = self._rows(9, "first", words), self._rows(7, "second", tags)
        plain = self._rows(7, "plain", tags, mask_zero=False)
        product = L.Multiply(name="product")([first, second])
        largest = L.Maximum(name="largest")([second, first, product])
        one = L.Multiply(name="one")([plain, first])
        least = L.Minimum(name="least")([plain, second])
        mean = L.Average(name="mean")([
            L.LSTM(4, return_sequences=True, name="lstm")(largest),
            L.SimpleRNN(4, return_sequences=True, name="simple")(product)])
        side = L.Concatenate(name="side")([first, second])
        behind = L.Concatenate(axis=1, name="behind")([first, plain, second])
        pooled = L.Add(name="pooled")([
            L.Dense(4, name="halved")(L.GlobalAveragePooling1D(name="average")(behind)),
            L.GRU(4, name="gru")(L.Add(name="sum")([one, least]))])
        steps = L.Subtract(name="difference")([
            mean, L.GRU(4, return_sequences=True, name="walk")(side)])
        normal = L.BatchNormalization(momentum=0.8, name="normal")(steps)
        # A vector has no mask, and so has the product none.
        open_steps = L.Multiply(name="scaled")([normal, pooled])
        vector = L.GlobalAveragePooling1D(name="all")(open_steps)
        either = L.Maximum(name="either")([L.Dense(4, name="known")(first), normal])
        shift = L.Dense(4, name="shift")(vector)
        output = L.Dense(2, name="last")(L.GRU(3, return_sequences=True, name="end")(either))
        final = L.Average(name="final")([output, L.Dense(2, name="left")(second)])
        return keras.Model([words, tags], [final, shift], name="merges")


class SharedNormalizations(GraphModel):
    """Two branches of shared layers and of a shared network, whose averages every call moves."""

    def _model(self):
        self.vocabularies = [None, None]
        self.heads = [(keras.losses.MeanSquaredError(), ["linear"])]
        one, other = keras.Input((4,), name="one"), keras.Input((4,), name="other")
        start = keras.Input((5,), name="start")
        inner = keras.Model(start, L.BatchNormalization(momentum=0.5, name="deep")(
            L.Dense(5, activation="tanh", name="dense")(
                L.BatchNormalization(momentum=0.6, name="early")(start))), name="inner")
        first = L.Dense(5, activation="tanh", name="first")
        normal = L.BatchNormalization(momentum=0.7, name="normal")
        second = L.Dense(5, activation="sigmoid", name="second")
        ways = [second(normal(first(end))) for end in (one, other)]
        ways[1] = L.Dense(5, name="more")(ways[1])
        both = L.Subtract(name="both")([inner(way) for way in reversed(ways)])
        output = L.Dense(2, name="last")(L.Add(name="join")([both, normal(both), ways[0]]))
        return keras.Model([one, other], output, name="shared")


MODELS = {
    "stretched_merges": StretchedMerges, "masked_output": MaskedOutput,
    "masked_merges": MaskedMerges, "shared_normalizations": SharedNormalizations}


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, model in MODELS.items():
        seed = 0
        while not make_fixtures.record(model(seed), folder / name):
            seed += 1
        print(name, seed)


if __name__ == "__main__":
    main()
