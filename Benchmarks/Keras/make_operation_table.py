"""Writes down which shapes operations in graphs of Keras have: make_operation_table.py FILE.

Each line is a model with its layers' shapes, of Keras 3, of Keras 2 (tf_keras) with TensorFlow's functions,
and of Keras 2 with the nodes of a graph that TensorFlow 2.0 to 2.3 put in their place.
"""

import json
import os
import subprocess
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "jax"

import numpy as np
import tensorflow as tf

NODES = "--nodes" in sys.argv
if NODES:
    tf.compat.v1.disable_eager_execution()

import keras
import tf_keras

IMAGE = (4, 6, 3)
ones = np.ones


def keras3_cases(I, o=keras.ops):
    """Operations by name, each with inputs."""
    image = lambda: [I(IMAGE)]
    pair = lambda: [I(IMAGE), I(IMAGE)]
    matrices = lambda: [I((4, 6)), I((6, 5))]
    for name in "mean sum max min prod std var amax amin median logsumexp".split():
        operation = getattr(o, name)
        yield name, lambda a: operation(a, axis=1), image()
        yield name, lambda a: operation(a, axis=(1, -1), keepdims=True), image()
    yield "any", lambda a: o.any(a > 0, axis=1), image()
    yield "reshape", lambda a: o.reshape(a, (-1, 24, 3)), image()
    yield "reshape", lambda a: o.reshape(a, [-1, 3]), image()
    yield "reshape", lambda a: o.reshape(a, (8, -1)), [I(batch_shape=(4, 6, 2))]
    yield "argmax", lambda a: o.argmax(a, axis=-1), image()
    yield "concatenate", lambda a, b: o.concatenate([a, b], axis=-1), [I((4, 6, 3)), I((4, 6, 5))]
    yield "append", lambda a, b: o.append(a, b, axis=1), pair()
    yield "stack", lambda a, b: o.stack([a, b], axis=1), pair()
    yield "hstack", lambda a, b: o.hstack([a, b]), pair()
    yield "unstack", lambda a: o.unstack(a, axis=1), image()
    yield "split", lambda a: o.split(a, 3, axis=-1), image()
    yield "split", lambda a: o.split(a, [1, 3], axis=2), image()
    yield "expand_dims", lambda a: o.expand_dims(a, (1, -1)), image()
    yield "squeeze", lambda a: o.squeeze(a, 1), [I((1, 5))]
    yield "squeeze", o.squeeze, [I((1, 5))]
    yield "transpose", lambda a: o.transpose(a, (0, 3, 1, 2)), image()
    yield "transpose", o.transpose, [I(batch_shape=(4, 6, 2))]
    yield "swapaxes", lambda a: o.swapaxes(a, 1, -1), image()
    yield "moveaxis", lambda a: o.moveaxis(a, 1, -1), image()
    yield "moveaxis", lambda a: o.moveaxis(a, (1, 2), (2, 3)), image()
    yield from ((f"getitem", cut, image()) for cut in CUTS)
    yield "matmul", o.matmul, matrices()
    yield "matmul", lambda a: o.matmul(a, ones((6, 2), "float32")), [I((4, 6))]
    yield "einsum", lambda a, b: o.einsum("bij,bjk->bik", a, b), matrices()
    yield "tensordot", lambda a, b: o.tensordot(a, b, axes=1), [I((4, 6)), I(batch_shape=(6, 5))]
    yield "tile", lambda a: o.tile(a, (1, 2, 1, 3)), image()
    yield "repeat", lambda a: o.repeat(a, 2, axis=1), image()
    yield "one_hot", lambda a: o.one_hot(a, 7), [I((5,), dtype="int32")]
    yield "one_hot", lambda a: o.one_hot(a, 7, axis=1), [I((5,), dtype="int32")]
    yield "take", lambda a: o.take(a, np.array([0, 2]), axis=1), image()
    yield "pad", lambda a: o.pad(a, [[0, 0], [1, 1], [2, 0], [0, 0]]), image()
    yield "cumsum", lambda a: o.cumsum(a, axis=1), image()
    yield "cumsum", o.cumsum, [I(batch_shape=(4, 6, 2))]
    yield "flip", lambda a: o.flip(a, axis=1), image()
    yield "top_k", lambda a: o.top_k(a, 2), image()
    yield "norm", lambda a: o.norm(a, axis=1), image()
    yield "moments", lambda a: o.moments(a, axes=[1, 2]), image()
    yield "broadcast_to", lambda a: o.broadcast_to(a, (2, 3, 5)), [I((5,))]
    yield "ravel", o.ravel, image()
    yield "multiply", lambda a: a * ones((1, 3), "float32"), [I((1,))]
    yield "add", lambda a: a + ones((2, 1, 5), "float32"), [I((5,))]
    yield "max_pool", lambda a: o.max_pool(a, 2), image()
    yield "average_pool", lambda a: o.average_pool(a, 2, 1, "same"), image()
    yield "resize", lambda a: o.image.resize(a, (8, 9)), image()
    yield "slice", lambda a: o.slice(a, [0, 1, 0, 0], [1, 2, 6, 2]), image()
    yield "dot_product_attention", lambda a, b: o.dot_product_attention(a, b, b), [
        I((4, 2, 3)), I((5, 2, 3))]
    yield "mean", lambda a: o.mean(a, axis=(1, 2)), [I((None, None, 3))]
    yield "mean", lambda a: o.mean(a, axis=0, keepdims=True), [I(batch_shape=(4, 6, 2))]


CUTS = [lambda a: a[:, 0], lambda a: a[:, 1:3, ..., ::2], lambda a: a[..., None],
        lambda a: a[:, -1, :, None], lambda a: a[:, ::-1, :-1], lambda a: a[:, -3:100:2, 4:1:-1]]


def function_cases(I, K=tf_keras.backend):
    """TensorFlow's functions that both forms of Keras 2 hold."""
    image = lambda: [I(IMAGE)]
    pair = lambda: [I(IMAGE), I((4, 6, 5))]
    yield "reshape", lambda a: tf.reshape(a, [-1, 24, 3]), image()
    yield "reshape", lambda a: tf.reshape(a, [8, -1]), [I(batch_shape=(4, 6, 2))]
    for operation in (tf.reduce_mean, tf.reduce_sum, tf.reduce_max, tf.reduce_min, tf.reduce_prod,
                      tf.math.reduce_std, tf.math.reduce_variance):
        yield "reduce", lambda a: operation(a, axis=[1, 2]), image()
        yield "reduce", lambda a: operation(a, -1, True), image()
    yield "concat", lambda a, b: tf.concat([a, b], axis=-1), pair()
    yield "stack", lambda a: tf.stack([a, a], axis=1), image()
    yield "unstack", lambda a: tf.unstack(a, axis=1), image()
    yield "expand_dims", lambda a: tf.expand_dims(a, 1), image()
    yield "squeeze", lambda a: tf.squeeze(a, axis=[1]), [I((1, 5))]
    yield "transpose", lambda a: tf.transpose(a, [0, 3, 1, 2]), image()
    yield from (("getitem", cut, image()) for cut in CUTS)
    yield "strided_slice", lambda a: tf.strided_slice(
        a, [0, 0, 1, 0], [0, 2, 3, 3], begin_mask=1, end_mask=1), image()
    yield "slice", lambda a: tf.slice(a, [0, 1, 0, 0], [-1, 2, -1, 2]), image()
    yield "split", lambda a: tf.split(a, 3, axis=-1), image()
    yield "split", lambda a: tf.split(a, [1, 5], axis=2), image()
    yield "tile", lambda a: tf.tile(a, [1, 2, 1, 3]), image()
    yield "matmul", tf.matmul, [I((4, 6)), I((6, 5))]
    yield "matmul", lambda a, b: tf.matmul(a, b, transpose_b=True), [I((4, 6)), I((5, 6))]
    yield "one_hot", lambda a: tf.one_hot(a, 7), [I((5,), dtype="int32")]
    yield "gather", lambda a: tf.gather(a, [0, 2], axis=1), image()
    yield "pad", lambda a: tf.pad(a, [[0, 0], [1, 1], [2, 0], [0, 0]]), image()
    yield "argmax", lambda a: tf.argmax(a, axis=-1), image()
    yield "cumsum", lambda a: tf.cumsum(a, axis=1), image()
    yield "cast", lambda a: tf.cast(a, "int32"), image()
    yield "resize", lambda a: tf.image.resize(a, [8, 9]), image()
    yield "depth_to_space", lambda a: tf.nn.depth_to_space(a, 2), [I((4, 6, 12))]
    yield "space_to_depth", lambda a: tf.nn.space_to_depth(a, 2), image()
    yield "multiply", lambda a: a * ones((1, 3), "float32") + 1, [I((1,))]
    yield "softmax", lambda a: tf.nn.softmax(a), image()
    yield "where", lambda a: tf.where(a > 0, a, tf.zeros_like(a)), image()
    yield "mean", lambda a: tf.reduce_mean(a, axis=[1, 2]), [I((None, None, 3))]


def keras2_cases(I, K=tf_keras.backend):
    """What has no form of its own as a node, or depends on several."""
    image = lambda: [I(IMAGE)]
    yield from function_cases(I)
    yield "reshape", lambda a: tf.reshape(a, [tf.shape(a)[0], 72]), image()
    yield "squeeze", tf.squeeze, [I((1, 5))]
    yield "concat", lambda a: tf.concat([a, tf.ones((1, 4, 6, 3))], 0), image()
    yield "subtract", lambda a: 1 - a, image()
    yield "multiply", lambda a, b: a * b, [I((4, 5)), I((5,))]
    yield "add", lambda a, b: a + b, [I((None, 3)), I((7, 3))]
    yield "logsumexp", lambda a: tf.reduce_logsumexp(a, axis=1), image()
    yield "tensordot", lambda a: tf.tensordot(a, tf.ones((6, 2)), axes=[[2], [0]]), [I((4, 6))]
    yield "gather", lambda a: tf.gather(tf.ones((10, 8)), a), [I((3,), dtype="int32")]
    yield "gather", lambda a, b: tf.gather(a, b, axis=1, batch_dims=1), [
        I(IMAGE), I((3,), dtype="int32")]
    yield "argmax", K.argmax, image()
    yield "repeat", lambda a: K.repeat_elements(a, 2, axis=1), image()
    yield "permute", lambda a: K.permute_dimensions(a, (0, 2, 1, 3)), image()
    yield "top_k", lambda a: tf.math.top_k(a, k=2), image()
    yield "avg_pool", lambda a: tf.nn.avg_pool2d(a, 2, 2, "SAME"), image()
    yield "shape", tf.shape, image()

    def network(a):
        y = tf.reduce_sum(tf.reshape(tf_keras.layers.Dense(8)(a), [-1, 4, 2]), axis=1)
        y = tf.concat([tf_keras.layers.Dense(5)(y), a], axis=1)
        return tf_keras.layers.Conv1D(3, 2)(tf.expand_dims(y, -1))

    yield "network", network, [I((6,))]


def shapes_of(tensors):
    tensors = tensors if isinstance(tensors, (list, tuple)) else [tensors]
    shapes = [tensor.shape for tensor in tensors]
    return [None if getattr(shape, "rank", 0) is None else list(shape) for shape in shapes]


def write(table, library, form, cases):
    def make_input(shape=None, batch_shape=None, **settings):
        return library.Input(shape, batch_shape=batch_shape, **settings)

    for name, operation, inputs in cases(make_input):
        outputs = operation(*inputs)
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        model = library.Model(inputs, outputs)
        if library is tf_keras:
            shapes = {layer.name: shapes_of(layer.output) for layer in model.layers}
        else:
            # Files of Keras 3 state the shapes of all tensors that a layer takes, but not these.
            shapes = {model.operations[-1].name: shapes_of(outputs)}
        line = {"operation": name, "form": form, "shapes": shapes, "model": json.loads(model.to_json())}
        table.write(json.dumps(line) + "\n")


def main():
    if NODES:
        write(sys.stdout, tf_keras, "nodes", function_cases)
        return
    nodes = subprocess.run(
        [sys.executable, __file__, "--nodes"], check=True, capture_output=True, text=True).stdout
    with open(sys.argv[1], "w") as table:
        write(table, keras, "keras3", keras3_cases)
        write(table, tf_keras, "keras2", keras2_cases)
        table.write(nodes)


main()
