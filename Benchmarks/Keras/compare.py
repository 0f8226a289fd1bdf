"""Compares what gradmark wrote with what Keras recorded: compare.py FIXTURES OUTPUTS SEED.

Prints a Markdown page with the largest error of each model; exit status 3 where one is too large.
"""

import datetime
import importlib.metadata
import json
import pathlib
import platform
import sys

import numpy as np

import safetensors_file
from limits import LIMITS, gradient_scales, prediction_scales, weight_scales

# Not 1, with which Python ends when this program itself is at fault.
DISAGREEMENT = 3


def errors(fixture, output):
    """The largest error of each kind."""
    found = dict.fromkeys(LIMITS, 0.0)

    def tensors(kind, name, scales):
        ours, theirs = safetensors_file.read(output / name), safetensors_file.read(fixture / name)
        if ours.keys() != theirs.keys():
            raise ValueError(f"{name}: tensors {sorted(ours)} against {sorted(theirs)}")
        for key, scale in scales(theirs).items():
            note(kind, np.abs(ours[key] - theirs[key]).max() / scale)

    def note(kind, error):
        found[kind] = max(found[kind], float(error) if np.isfinite(error) else np.inf)

    def numbers(ours, theirs, name=""):
        if isinstance(theirs, dict):
            for key, value in theirs.items():
                numbers(ours[key], value, key)
        elif "accuracy" in name:
            note("accuracy", np.abs(np.subtract(ours, theirs)).max())
        else:
            note("losses", (np.abs(np.subtract(ours, theirs)) / np.abs(theirs)).max())

    start = safetensors_file.read(fixture / "weights_initial.safetensors")
    tensors("gradient", "gradients_step_1.safetensors", gradient_scales)
    tensors("predictions", "predict.safetensors", prediction_scales)
    for snapshot in sorted(fixture.glob("weights_step_*.safetensors")):
        tensors("weights", snapshot.name, lambda weights: weight_scales(weights, start))
    for name in ["losses.json", "results.json"]:
        numbers(*(json.loads((folder / name).read_text()) for folder in (output, fixture)))
    return found


def occurrences(drawn):
    """How often each layer was drawn, and how many models were not worth comparing."""
    layers = ", ".join(f"{name} {count}" for name, count in sorted(drawn["layers"].items()))
    return (f"Layers: {layers}.\n\n{drawn['redrawn']} further models were drawn and left out: in Keras "
            "alone their first gradient or the end of their training is another where weights start a "
            "rounding (2e-7) away, by more than a tenth of what is allowed.\n")


def main():
    fixtures, outputs, seed = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    rows, failures = [], 0
    for fixture in sorted(path for path in fixtures.iterdir() if path.is_dir()):
        found = errors(fixture, outputs / fixture.name)
        passes = all(found[kind] <= limit for kind, limit in LIMITS.items())
        failures += not passes
        description = json.loads((fixture / "fixture.json").read_text())["description"]
        figures = " | ".join(f"{found[kind]:.1e}" for kind in LIMITS)
        rows.append((found, f"| {description} | {figures} | {'✓' if passes else '✗'} |"))
    worst = {kind: max(found[kind] for found, _ in rows) for kind in LIMITS}
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ["keras", "jax", "numpy"])
    print(f"# Gradmark against Keras\n\n{datetime.date.today()}: {len(rows) - failures} of "
          f"{len(rows)} random models agree, seed {seed}. {versions}, Python "
          f"{platform.python_version()}, JAX on the CPU, float32; `make verify-keras` makes this "
          "page.\n\nErrors are the largest of any element: of gradients, predictions and losses "
          "relative to the largest value, of weights relative to how far training moved them.\n")
    print(occurrences(json.loads((fixtures / "drawn.json").read_text())))
    print("| model | " + " | ".join(LIMITS) + " | |")
    print("|---|" + "---:|" * len(LIMITS) + "---|")
    print("| **largest** | " + " | ".join(f"**{worst[kind]:.1e}**" for kind in LIMITS) + " | |")
    print("| allowed | " + " | ".join(f"{limit:.0e}" for limit in LIMITS.values()) + " | |")
    for _, row in rows:
        print(row)
    return DISAGREEMENT if failures else 0


if __name__ == "__main__":
    sys.exit(main())
