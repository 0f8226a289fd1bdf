"""Records a graph of masked embeddings, which Keras writes with its masks: make_masked_fixture.py FOLDER.

FOLDER/run holds what `make_fixtures.py` records of a training, FOLDER/model the model with Keras's table.
"""

import contextlib
import io
import os
import pathlib
import sys

# The width of the tables that are recorded.
os.environ["COLUMNS"] = "112"

import make_fixtures
from random_model import RandomModel

keras = make_fixtures.keras
L = keras.layers


class MaskedModel(RandomModel):
    """Two inputs and three tables: recurrences of all kinds, one behind another, in two directions, a mean."""

    def _model(self):
        self.vocabularies = [9, 7]
        self.heads = [(keras.losses.MeanSquaredError(), ["linear"])]
        words, tags = keras.Input((6,), name="words"), keras.Input((5,), name="tags")
        ways = [
            L.Bidirectional(L.GRU(3), name="both")(
                L.LSTM(4, return_sequences=True, name="lstm")(self._rows(9, "word_rows", words))),
            L.SimpleRNN(3, name="simple")(
                L.GRU(4, reset_after=False, return_sequences=True, name="gru")(
                    L.TimeDistributed(L.Dense(3, activation="tanh"), name="steps")(
                        self._rows(7, "tag_rows", tags)))),
            L.GlobalAveragePooling1D(name="mean")(
                L.Dense(3, name="dense")(self._rows(9, "other_rows", words))),
        ]
        output = L.Dense(2, name="last")(L.Concatenate(name="join")(ways))
        return keras.Model([words, tags], output, name="masked")

    @staticmethod
    def _rows(count, name, numbers):
        return L.Embedding(count, 5, mask_zero=True, name=name)(numbers)


def write_model(model, folder):
    folder.mkdir(parents=True)
    (folder / "model.json").write_text(model.to_json())
    # A model that is compiled has its optimizer in the table.
    model = keras.Model.from_config(model.get_config())
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        model.summary(print_fn=lambda line, **_: print(line))
    (folder / "summary.txt").write_text(text.getvalue().rstrip("\n") + "\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    seed = 0
    while not make_fixtures.record(MaskedModel(seed), folder / "run"):
        seed += 1
    write_model(MaskedModel(seed).model, folder / "model")


main()
