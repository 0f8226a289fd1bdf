"""Prints the classes of Keras's operations by module, as KerasOperations.swift has them: list_operations.py."""

import importlib
import os
import pkgutil
import textwrap

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras.src.ops.operation import Operation

PACKAGE = "keras.src.ops"


def subclasses(of):
    for found in of.__subclasses__():
        yield found
        yield from subclasses(found)


for module in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__, PACKAGE + "."):
    if not module.name.endswith("_test"):
        importlib.import_module(module.name)
classes = {}
for operation in set(subclasses(Operation)):
    package, _, module = operation.__module__.rpartition(".")
    # A function is a graph, and what models are made of.
    if package == PACKAGE and module != "function":
        classes.setdefault(module, []).append(operation.__name__)
names = [name for found in classes.values() for name in found]
assert len(names) == len(set(names)), "a class is in two modules"
for module in sorted(classes):
    print(f"{module}\n" + textwrap.indent(textwrap.fill(" ".join(sorted(classes[module])), 88), "  "))
