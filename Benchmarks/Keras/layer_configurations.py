"""At least three configurations of every layer class of Keras 3 that a model file can hold.

`CASES` maps a class to pairs of a function that makes the layer and the shapes of its inputs, the
batch left out; a dtype other than float32 stands behind a shape as a pair.
"""

from keras import layers as L

IMAGE, ODD_IMAGE, SEQUENCE, VECTOR, VOLUME = (8, 10, 3), (9, 7, 4), (6, 5), (7,), (4, 6, 5, 2)
OPEN_IMAGE, OPEN_SEQUENCE = (None, None, 3), (None, 5)
INTEGERS = ((6,), "int32")
FRAMES = (3, 8, 8, 2)


def images(*configurations):
    """Each configuration on an image of even and of odd sizes, and on one of open sizes."""
    shapes = [IMAGE, ODD_IMAGE, OPEN_IMAGE]
    return [(make, [shapes[index % 3]]) for index, make in enumerate(configurations)]


def same(shape, *configurations):
    """Every configuration on one shape."""
    return [(make, [shape]) for make in configurations]


def merges(layer):
    return [(layer, [VECTOR, VECTOR]), (layer, [(4, 5), (1, 5), (5,)]),
            (layer, [(None, 5), (3, 5)])]


def augmentation(layer, *arguments, **settings):
    """Layers that keep the shape of images."""
    return [(lambda: layer(*arguments, **settings), [IMAGE]),
            (lambda: layer(*arguments, seed=3, **settings), [ODD_IMAGE[:2] + (3,)]),
            (lambda: layer(*arguments, **settings), [OPEN_IMAGE])]


def poolings(layer, shape):
    return same(shape, lambda: layer(2), lambda: layer(2, strides=1, padding="same"),
                lambda: layer(3, strides=2)) + [
        (lambda: layer(2, data_format="channels_first"), [(2,) + shape[:-1]])]


def global_poolings(layer, shape):
    return same(shape, lambda: layer(), lambda: layer(keepdims=True),
                lambda: layer(data_format="channels_first"))


def adaptive(layer, rank, shape):
    return same(shape, lambda: layer(2), lambda: layer((3,) * rank),
                lambda: layer(1, data_format="channels_first"))


def recurrent(layer, **own):
    sequences = same(
        SEQUENCE, lambda: layer(4), lambda: layer(3, return_sequences=True, go_backwards=True),
        lambda: layer(2, return_state=True, use_bias=False, dropout=0.25, **own),
        lambda: layer(3, return_sequences=True, return_state=True, unroll=True,
                      activation="relu", kernel_regularizer="l2"))
    return sequences + [(lambda: layer(4, return_sequences=True, **own), [OPEN_SEQUENCE])]


def cells(layer):
    return same(SEQUENCE, lambda: L.RNN(layer(4)), lambda: L.RNN(layer(3, use_bias=False),
                return_sequences=True), lambda: L.RNN(layer(2), return_state=True,
                go_backwards=True))


def convolutional_lstm(layer, rank, shape):
    return same(shape, lambda: layer(2, 3), lambda: layer(3, 2, padding="same", strides=2,
                return_sequences=True), lambda: layer(2, (1,) * rank, return_state=True,
                use_bias=False), lambda: layer(2, 2, unit_forget_bias=False, activation="relu"))


CASES = {
    "Dense": same(VECTOR, lambda: L.Dense(4), lambda: L.Dense(
        3, "gelu", use_bias=False, kernel_regularizer="l1"), lambda: L.Dense(
        2, kernel_constraint="non_neg", bias_initializer="ones", dtype="bfloat16"))
        + [(lambda: L.Dense(5, "softmax", kernel_initializer="he_normal"), [IMAGE]),
           (lambda: L.Dense(5, activity_regularizer="l2"), [OPEN_SEQUENCE])],
    "Activation": same(SEQUENCE, *[
        (lambda name: lambda: L.Activation(name))(name) for name in (
            "linear relu relu6 leaky_relu elu selu celu gelu silu hard_silu mish sigmoid "
            "hard_sigmoid log_sigmoid tanh hard_tanh softplus softsign exponential softmax "
            "log_softmax sparsemax soft_shrink hard_shrink tanh_shrink squareplus "
            "sparse_plus sparse_sigmoid").split()]) + [(lambda: L.Activation("glu"), [IMAGE[:2]])],
    "Flatten": [(L.Flatten, [IMAGE]), (L.Flatten, [()]), (L.Flatten, [OPEN_SEQUENCE]),
                (lambda: L.Flatten(data_format="channels_first"), [(3, 4, 5)])],
    "Reshape": same((6, 4), lambda: L.Reshape((3, 8)), lambda: L.Reshape((-1,)),
                    lambda: L.Reshape((2, -1, 3))) + [
        (lambda: L.Reshape((-1, 5)), [OPEN_SEQUENCE])],
    "Dropout": same(SEQUENCE, lambda: L.Dropout(0.5), lambda: L.Dropout(0.25, seed=3),
                    lambda: L.Dropout(0.1, noise_shape=(None, 1, 5))),
    "AlphaDropout": same(SEQUENCE, lambda: L.AlphaDropout(0.5), lambda: L.AlphaDropout(
        0.25, seed=3), lambda: L.AlphaDropout(0.1, noise_shape=(None, 1, 5))),
    "GaussianDropout": same(SEQUENCE, lambda: L.GaussianDropout(0.5), lambda: L.GaussianDropout(
        0.25, seed=3), lambda: L.GaussianDropout(0.1)),
    "GaussianNoise": same(SEQUENCE, lambda: L.GaussianNoise(0.5), lambda: L.GaussianNoise(
        0.25, seed=3), lambda: L.GaussianNoise(0.1)),
    "SpatialDropout1D": same(SEQUENCE, lambda: L.SpatialDropout1D(0.5), lambda:
        L.SpatialDropout1D(0.25, seed=3), lambda: L.SpatialDropout1D(0.1)),
    "SpatialDropout2D": images(lambda: L.SpatialDropout2D(0.5), lambda: L.SpatialDropout2D(
        0.25, data_format="channels_first"), lambda: L.SpatialDropout2D(0.1, seed=3)),
    "SpatialDropout3D": same(VOLUME, lambda: L.SpatialDropout3D(0.5), lambda: L.SpatialDropout3D(
        0.25, data_format="channels_first"), lambda: L.SpatialDropout3D(0.1, seed=3)),
    "ActivityRegularization": same(VECTOR, lambda: L.ActivityRegularization(l1=0.1), lambda:
        L.ActivityRegularization(l2=0.1), lambda: L.ActivityRegularization(0.1, 0.2)),
    "Embedding": same(INTEGERS, lambda: L.Embedding(10, 4), lambda: L.Embedding(
        10, 4, mask_zero=True), lambda: L.Embedding(5, 2, embeddings_initializer="ones",
        embeddings_regularizer="l2", embeddings_constraint="non_neg")) + [
        (lambda: L.Embedding(7, 3), [((None,), "int32")])],
    "ReversibleEmbedding": same(INTEGERS, lambda: L.ReversibleEmbedding(10, 4), lambda:
        L.ReversibleEmbedding(10, 4, tie_weights=False), lambda: L.ReversibleEmbedding(
        5, 2, mask_zero=True, logit_soft_cap=30.0)),
    "Identity": [(L.Identity, [VECTOR]), (L.Identity, [OPEN_IMAGE]), (L.Identity, [()])],
    "Masking": same(SEQUENCE, lambda: L.Masking(), lambda: L.Masking(-1.0), lambda: L.Masking(2.5)),
    "Permute": same((2, 3, 4), lambda: L.Permute((2, 1, 3)), lambda: L.Permute((3, 2, 1))) + [
        (lambda: L.Permute((2, 1)), [OPEN_SEQUENCE])],
    "RepeatVector": same(VECTOR, lambda: L.RepeatVector(3), lambda: L.RepeatVector(1), lambda:
        L.RepeatVector(9)),
    "EinsumDense": [
        (lambda: L.EinsumDense("ab,bc->ac", 64), [VECTOR]),
        (lambda: L.EinsumDense("abc,cd->abd", (None, 8), bias_axes="d", activation="relu"),
         [SEQUENCE]),
        (lambda: L.EinsumDense("...x,xy->...y", 4, bias_axes="y"), [IMAGE]),
        (lambda: L.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de"), [SEQUENCE])],
    "BatchNormalization": images(L.BatchNormalization, lambda: L.BatchNormalization(
        center=False, momentum=0.9), lambda: L.BatchNormalization(scale=False, epsilon=1e-5)) + [
        (lambda: L.BatchNormalization(axis=1), [(3, 4, 5)]),
        (lambda: L.BatchNormalization(renorm=True), [VECTOR]),
        (lambda: L.BatchNormalization(dtype="mixed_float16", trainable=False), [VECTOR])],
    "LayerNormalization": images(L.LayerNormalization, lambda: L.LayerNormalization(
        center=False), lambda: L.LayerNormalization(scale=False)) + [
        (lambda: L.LayerNormalization(axis=[1, 2]), [SEQUENCE])],
    "GroupNormalization": [
        (lambda: L.GroupNormalization(2), [ODD_IMAGE]), (lambda: L.GroupNormalization(-1), [IMAGE]),
        (lambda: L.GroupNormalization(3, axis=1, center=False), [(6, 4, 5)])],
    "RMSNormalization": images(L.RMSNormalization, lambda: L.RMSNormalization(epsilon=1e-3),
        lambda: L.RMSNormalization()) + [(lambda: L.RMSNormalization(axis=[1, 2]), [SEQUENCE])],
    "UnitNormalization": same(SEQUENCE, L.UnitNormalization, lambda: L.UnitNormalization(axis=1),
        lambda: L.UnitNormalization(axis=[1, 2])),
    "SpectralNormalization": [
        (lambda: L.SpectralNormalization(L.Dense(4)), [VECTOR]),
        (lambda: L.SpectralNormalization(L.Conv2D(2, 3), power_iterations=2), [IMAGE]),
        (lambda: L.SpectralNormalization(L.Embedding(5, 3)), [INTEGERS])],
    "Conv1D": same(SEQUENCE, lambda: L.Conv1D(4, 3), lambda: L.Conv1D(4, 3, padding="causal",
        dilation_rate=2), lambda: L.Conv1D(5, 2, strides=2, groups=5, use_bias=False), lambda:
        L.Conv1D(2, 3, data_format="channels_first", padding="same")) + [
        (lambda: L.Conv1D(4, 3, padding="same"), [OPEN_SEQUENCE])],
    "Conv2D": images(lambda: L.Conv2D(4, 3), lambda: L.Conv2D(4, (3, 2), strides=(2, 1),
        padding="same", groups=2), lambda: L.Conv2D(2, 5, dilation_rate=2, use_bias=False)) + [
        (lambda: L.Conv2D(2, 3, data_format="channels_first", activation="relu"), [(3, 8, 9)])],
    "Conv3D": same(VOLUME, lambda: L.Conv3D(4, 2), lambda: L.Conv3D(4, (2, 3, 1), strides=2,
        padding="same"), lambda: L.Conv3D(3, 1, use_bias=False), lambda: L.Conv3D(
        2, 2, data_format="channels_first")),
    "Conv1DTranspose": same(SEQUENCE, lambda: L.Conv1DTranspose(4, 3), lambda: L.Conv1DTranspose(
        4, 3, strides=2, padding="same"), lambda: L.Conv1DTranspose(2, 4, strides=3,
        output_padding=1, use_bias=False)) + [(lambda: L.Conv1DTranspose(4, 3), [OPEN_SEQUENCE])],
    "Conv2DTranspose": images(lambda: L.Conv2DTranspose(4, 3), lambda: L.Conv2DTranspose(
        4, (3, 2), strides=(2, 1), padding="same"), lambda: L.Conv2DTranspose(2, 4, strides=2)) + [
        (lambda: L.Conv2DTranspose(2, 3, strides=2, output_padding=1), [IMAGE]),
        (lambda: L.Conv2DTranspose(2, 2, strides=3), [IMAGE]),
        (lambda: L.Conv2DTranspose(2, 3, data_format="channels_first"), [(3, 8, 9)])],
    "Conv3DTranspose": same(VOLUME, lambda: L.Conv3DTranspose(4, 2), lambda: L.Conv3DTranspose(
        4, (2, 3, 1), strides=2, padding="same"), lambda: L.Conv3DTranspose(3, 2, strides=2)),
    "DepthwiseConv1D": same(SEQUENCE, lambda: L.DepthwiseConv1D(3), lambda: L.DepthwiseConv1D(
        2, depth_multiplier=2, strides=2, padding="same"), lambda: L.DepthwiseConv1D(
        3, use_bias=False, dilation_rate=2)),
    "DepthwiseConv2D": images(lambda: L.DepthwiseConv2D(3), lambda: L.DepthwiseConv2D(
        (2, 3), depth_multiplier=2, padding="same"), lambda: L.DepthwiseConv2D(3, strides=2,
        use_bias=False, depthwise_regularizer="l2")),
    "SeparableConv1D": same(SEQUENCE, lambda: L.SeparableConv1D(4, 3), lambda: L.SeparableConv1D(
        4, 2, depth_multiplier=3, strides=2, padding="same"), lambda: L.SeparableConv1D(
        2, 3, use_bias=False, activation="relu")),
    "SeparableConv2D": images(lambda: L.SeparableConv2D(4, 3), lambda: L.SeparableConv2D(
        4, (2, 3), depth_multiplier=3, padding="same"), lambda: L.SeparableConv2D(
        2, 3, strides=2, use_bias=False)),
    "UpSampling1D": same(SEQUENCE, lambda: L.UpSampling1D(), lambda: L.UpSampling1D(3), lambda:
        L.UpSampling1D(1)) + [(L.UpSampling1D, [OPEN_SEQUENCE])],
    "UpSampling2D": images(lambda: L.UpSampling2D(), lambda: L.UpSampling2D((3, 2),
        interpolation="bilinear"), lambda: L.UpSampling2D(2)) + [
        (lambda: L.UpSampling2D(2, data_format="channels_first"), [(3, 8, 9)])],
    "UpSampling3D": same(VOLUME, lambda: L.UpSampling3D(), lambda: L.UpSampling3D((1, 2, 3)),
        lambda: L.UpSampling3D(2, data_format="channels_first")),
    "ZeroPadding1D": same(SEQUENCE, lambda: L.ZeroPadding1D(), lambda: L.ZeroPadding1D((2, 3)),
        lambda: L.ZeroPadding1D(4)),
    "ZeroPadding2D": images(lambda: L.ZeroPadding2D(), lambda: L.ZeroPadding2D((1, 2)), lambda:
        L.ZeroPadding2D(((1, 2), (3, 4)))) + [
        (lambda: L.ZeroPadding2D(2, data_format="channels_first"), [(3, 8, 9)])],
    "ZeroPadding3D": same(VOLUME, lambda: L.ZeroPadding3D(), lambda: L.ZeroPadding3D((1, 2, 0)),
        lambda: L.ZeroPadding3D(((1, 2), (3, 4), (0, 1)))),
    "Cropping1D": same(SEQUENCE, lambda: L.Cropping1D(), lambda: L.Cropping1D((2, 1)), lambda:
        L.Cropping1D(0)),
    "Cropping2D": images(lambda: L.Cropping2D(1), lambda: L.Cropping2D((1, 2)), lambda:
        L.Cropping2D(((1, 2), (3, 0)))) + [
        (lambda: L.Cropping2D(2, data_format="channels_first"), [(3, 8, 9)])],
    "Cropping3D": same(VOLUME, lambda: L.Cropping3D(1), lambda: L.Cropping3D((1, 2, 0)),
        lambda: L.Cropping3D(((1, 2), (3, 1), (0, 1)))),
    "ReLU": same(SEQUENCE, L.ReLU, lambda: L.ReLU(6.0), lambda: L.ReLU(None, 0.1, 0.5)),
    "LeakyReLU": same(SEQUENCE, L.LeakyReLU, lambda: L.LeakyReLU(0.1), lambda: L.LeakyReLU(0.0)),
    "ELU": same(SEQUENCE, L.ELU, lambda: L.ELU(0.5), lambda: L.ELU(2.0)),
    "PReLU": images(L.PReLU, lambda: L.PReLU(shared_axes=[1, 2]), lambda: L.PReLU(
        shared_axes=[1, 2], alpha_initializer="ones", alpha_regularizer="l2")),
    "Softmax": same(SEQUENCE, L.Softmax, lambda: L.Softmax(1), lambda: L.Softmax([1, 2])),
    "Concatenate": [
        (L.Concatenate, [VECTOR, (3,)]), (lambda: L.Concatenate(1), [(4, 5), (2, 5), (1, 5)]),
        (lambda: L.Concatenate(-2), [(None, 5), (3, 5)]),
        (L.Concatenate, [OPEN_IMAGE, OPEN_IMAGE])],
    "Dot": [(lambda: L.Dot(1), [VECTOR, VECTOR]), (lambda: L.Dot((2, 1)), [(4, 5), (5, 3)]),
            (lambda: L.Dot(2, normalize=True), [(4, 5), (6, 5)])],
    **{name: merges(getattr(L, name)) for name in "Add Multiply Average Maximum Minimum".split()},
    "Subtract": [(L.Subtract, [VECTOR, VECTOR]), (L.Subtract, [(4, 5), (1, 5)]),
                 (L.Subtract, [(None, 5), (3, 5)])],
    "SimpleRNN": recurrent(L.SimpleRNN),
    "LSTM": recurrent(L.LSTM, unit_forget_bias=False) + [
        (lambda: L.LSTM(4, recurrent_activation="hard_sigmoid"), [SEQUENCE])],
    "GRU": recurrent(L.GRU, reset_after=False),
    "SimpleRNNCell": cells(L.SimpleRNNCell), "LSTMCell": cells(L.LSTMCell),
    "GRUCell": cells(L.GRUCell) + same(
        SEQUENCE, lambda: L.RNN(L.GRUCell(3, reset_after=False))),
    "StackedRNNCells": same(SEQUENCE, lambda: L.RNN(L.StackedRNNCells(
        [L.LSTMCell(4), L.GRUCell(3)])), lambda: L.RNN([L.SimpleRNNCell(4), L.SimpleRNNCell(2)],
        return_sequences=True), lambda: L.RNN([L.LSTMCell(2)] * 1)),
    "Bidirectional": same(SEQUENCE, lambda: L.Bidirectional(L.LSTM(4)), lambda: L.Bidirectional(
        L.GRU(3, return_sequences=True), merge_mode="sum"), lambda: L.Bidirectional(
        L.SimpleRNN(2), merge_mode=None), lambda: L.Bidirectional(
        L.LSTM(2, return_sequences=True), backward_layer=L.GRU(
            3, return_sequences=True, go_backwards=True)), lambda: L.Bidirectional(
        L.LSTM(2, return_state=True), merge_mode="ave")),
    "TimeDistributed": [
        (lambda: L.TimeDistributed(L.Dense(4)), [SEQUENCE]),
        (lambda: L.TimeDistributed(L.Conv2D(2, 3)), [FRAMES]),
        (lambda: L.TimeDistributed(L.BatchNormalization()), [(None, 5)]),
        (lambda: L.TimeDistributed(L.LSTM(3)), [(4, 6, 5)])],
    "ConvLSTM1D": convolutional_lstm(L.ConvLSTM1D, 1, (3, 8, 2)),
    "ConvLSTM2D": convolutional_lstm(L.ConvLSTM2D, 2, FRAMES),
    "ConvLSTM3D": convolutional_lstm(L.ConvLSTM3D, 3, (2, 6, 6, 6, 2)),
    "Attention": [
        (L.Attention, [(4, 5), (6, 5)]), (lambda: L.Attention(use_scale=True),
        [(4, 5), (6, 5), (6, 5)]), (lambda: L.Attention(score_mode="concat", dropout=0.1),
        [(4, 5), (6, 5)])],
    "AdditiveAttention": [
        (L.AdditiveAttention, [(4, 5), (6, 5)]), (lambda: L.AdditiveAttention(use_scale=False),
        [(4, 5), (6, 5), (6, 5)]), (lambda: L.AdditiveAttention(dropout=0.1), [(4, 5), (6, 5)])],
    "MultiHeadAttention": [
        (lambda: L.MultiHeadAttention(2, 3), [(4, 5), (6, 5)]),
        (lambda: L.MultiHeadAttention(2, 3, value_dim=4, output_shape=7), [(4, 5), (6, 8), (6, 9)]),
        (lambda: L.MultiHeadAttention(1, 8, use_bias=False, dropout=0.1), [(4, 5), (4, 5)])],
    "GroupQueryAttention": [
        (lambda: L.GroupQueryAttention(3, 4, 2), [(4, 5), (6, 5)]),
        (lambda: L.GroupQueryAttention(2, 2, 1, use_bias=False), [(4, 5), (6, 5)]),
        (lambda: L.GroupQueryAttention(2, 4, 4), [(4, 6), (6, 6), (6, 6)])],
    "Rescaling": images(lambda: L.Rescaling(1 / 255), lambda: L.Rescaling(2.0, 1.0), lambda:
        L.Rescaling([0.1, 0.2, 0.3])),
    "Normalization": [
        (lambda: L.Normalization(mean=1.0, variance=2.0), [VECTOR]),
        (lambda: L.Normalization(axis=-1), [VECTOR]), (lambda: L.Normalization(axis=None), [IMAGE]),
        (lambda: L.Normalization(axis=(1, 2)), [SEQUENCE])],
    "Resizing": images(lambda: L.Resizing(5, 6), lambda: L.Resizing(4, 4, "nearest",
        crop_to_aspect_ratio=True), lambda: L.Resizing(7, 3)),
    "CenterCrop": images(lambda: L.CenterCrop(5, 6), lambda: L.CenterCrop(4, 4), lambda:
        L.CenterCrop(3, 2)),
    "RandomCrop": images(lambda: L.RandomCrop(5, 6), lambda: L.RandomCrop(4, 4, seed=3), lambda:
        L.RandomCrop(3, 2)),
    "CategoryEncoding": [
        (lambda: L.CategoryEncoding(4), [((6,), "int32")]), (lambda: L.CategoryEncoding(
        4, "one_hot"), [((1,), "int32")]), (lambda: L.CategoryEncoding(4, "count"),
        [((6,), "int32")])],
    "Discretization": same(VECTOR, lambda: L.Discretization([0.0, 1.0]), lambda: L.Discretization(
        bin_boundaries=[-1.0, 0.0, 1.0]), lambda: L.Discretization([2.0])),
    "HashedCrossing": [(lambda: L.HashedCrossing(5), [((), "int32"), ((), "int32")]),
                       (lambda: L.HashedCrossing(7), [((1,), "int32"), ((1,), "int32")]),
                       (lambda: L.HashedCrossing(9, output_mode="one_hot"),
                        [((1,), "int32"), ((1,), "int32")])],
    "Hashing": same(INTEGERS, lambda: L.Hashing(5), lambda: L.Hashing(3, mask_value=0), lambda:
        L.Hashing(9, salt=133)),
    **{name: augmentation(getattr(L, name), *arguments) for name, arguments in {
        "RandomFlip": [], "RandomRotation": [0.1], "RandomZoom": [0.1],
        "RandomTranslation": [0.1, 0.2], "RandomBrightness": [0.1], "RandomContrast": [0.1],
        "RandomHue": [0.1], "RandomSaturation": [0.1], "RandomSharpness": [0.1],
        "RandomPosterization": [4], "RandomShear": [0.1, 0.2], "RandomGaussianBlur": [],
        "RandomGrayscale": [], "RandomInvert": [], "RandomErasing": [], "RandomPerspective": [],
        "RandomElasticTransform": [], "RandomColorDegeneration": [0.1], "RandomColorJitter": [],
        "RandAugment": [], "AugMix": [], "CutMix": [], "MixUp": []}.items()},
    **{name: images(*([getattr(L, name)] * 3)) for name in (
        "AutoContrast", "Equalization", "Solarization",
        "ContrastLimitedAdaptiveHistogramEqualization") if hasattr(L, name)},
    "MelSpectrogram": same((4_000,), lambda: L.MelSpectrogram(), lambda: L.MelSpectrogram(
        fft_length=256, sequence_stride=128, num_mel_bins=20), lambda: L.MelSpectrogram(
        fft_length=512, sequence_length=256)),
    "STFTSpectrogram": same((800, 1), lambda: L.STFTSpectrogram(), lambda: L.STFTSpectrogram(
        mode="real", frame_length=64, frame_step=16, fft_length=128), lambda: L.STFTSpectrogram(
        frame_length=100, padding="same", expand_dims=True)),
    "Pipeline": [
        (lambda: L.Pipeline([L.RandomFlip(), L.Rescaling(0.5)]), [IMAGE]),
        (lambda: L.Pipeline([L.CenterCrop(4, 4)]), [IMAGE]),
        (lambda: L.Pipeline([L.RandomRotation(0.1), L.RandomZoom(0.1)]), [ODD_IMAGE])],
}
for rank, shape in ((1, SEQUENCE), (2, IMAGE), (3, VOLUME)):
    for kind in ("Max", "Average"):
        CASES[f"{kind}Pooling{rank}D"] = poolings(getattr(L, f"{kind}Pooling{rank}D"), shape)
        CASES[f"Global{kind}Pooling{rank}D"] = global_poolings(
            getattr(L, f"Global{kind}Pooling{rank}D"), shape)
        CASES[f"Adaptive{kind}Pooling{rank}D"] = adaptive(
            getattr(L, f"Adaptive{kind}Pooling{rank}D"), rank, shape)


def adapted():
    """LoRA and quantisation, which Keras 2 has not."""
    from keras import dtype_policies
    from keras.src.applications.convnext import LayerScale
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    def int4(block):
        return dtype_policies.get({
            "module": "keras.dtype_policies", "class_name": "Int4DTypePolicy",
            "config": {"mode": f"int4/{block}", "source_name": "float32"}, "registered_name": None})

    return {
        "LayerScale": [(lambda: LayerScale(1e-6, 7), [VECTOR]), (lambda: LayerScale(0.1, 3), [IMAGE]),
                       (lambda: LayerScale(1.0, 5), [OPEN_SEQUENCE])],
        "CustomScaleLayer": [(lambda: CustomScaleLayer(0.17), [shape, shape])
                             for shape in (VECTOR, IMAGE, OPEN_SEQUENCE)],
        "LoRA": [
            (lambda: L.Dense(4, lora_rank=2), [VECTOR]),
            (lambda: L.Dense(4, use_bias=False, lora_rank=1, lora_alpha=3), [SEQUENCE]),
            (lambda: L.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de", lora_rank=2), [SEQUENCE]),
            (lambda: L.Embedding(10, 4, lora_rank=3), [INTEGERS]),
            (lambda: L.ReversibleEmbedding(10, 4, lora_rank=3), [INTEGERS]),
            (lambda: L.Conv1D(4, 3, lora_rank=2), [SEQUENCE]),
            (lambda: L.Conv2D(4, 3, lora_rank=2), [IMAGE]),
            (lambda: L.Conv3D(4, 2, lora_rank=2), [VOLUME])],
        "int8": [
            (lambda: L.Dense(4, dtype="int8_from_float32"), [VECTOR]),
            (lambda: L.Dense(3, use_bias=False, dtype="int8_from_mixed_bfloat16"), [SEQUENCE]),
            (lambda: L.Dense(4, lora_rank=2, dtype="int8_from_float32"), [VECTOR]),
            (lambda: L.EinsumDense("ab,bc->ac", 5, bias_axes="c", dtype="int8_from_float32"), [VECTOR]),
            (lambda: L.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de",
                                   dtype="int8_from_float32"), [SEQUENCE]),
            (lambda: L.Embedding(10, 4, dtype="int8_from_float32"), [INTEGERS]),
            (lambda: L.ReversibleEmbedding(10, 4, dtype="int8_from_float32"), [INTEGERS]),
            (lambda: L.ReversibleEmbedding(10, 4, tie_weights=False, dtype="int8_from_float32"),
             [INTEGERS])],
        "float8": [
            (lambda: L.Dense(4, dtype="float8_from_float32"), [VECTOR]),
            (lambda: L.Dense(3, use_bias=False, dtype="float8_from_float32"), [SEQUENCE]),
            (lambda: L.EinsumDense("ab,bc->ac", 5, dtype="float8_from_float32"), [VECTOR])],
        "int4": [
            (lambda: L.Dense(4, dtype=int4(128)), [VECTOR]), (lambda: L.Dense(5, dtype=int4(3)), [VECTOR]),
            (lambda: L.Dense(5, use_bias=False, dtype=int4(-1)), [SEQUENCE]),
            (lambda: L.Embedding(10, 6, dtype=int4(4)), [INTEGERS]),
            (lambda: L.Embedding(9, 5, dtype=int4(-1)), [INTEGERS]),
            (lambda: L.Dense(4, lora_rank=2, dtype=int4(128)), [VECTOR]),
            (lambda: L.EinsumDense("ab,bc->ac", 5, bias_axes="c", dtype=int4(128)), [VECTOR]),
            (lambda: L.EinsumDense("abc,cde->abde", (None, 3, 5), bias_axes="de", dtype=int4(4)),
             [SEQUENCE]),
            (lambda: L.EinsumDense("abc,cbd->ad", 3, dtype=int4(-1)), [SEQUENCE]),
            (lambda: L.ReversibleEmbedding(9, 5, dtype=int4(4)), [INTEGERS]),
            (lambda: L.ReversibleEmbedding(9, 5, tie_weights=False, dtype=int4(4)), [INTEGERS]),
            (lambda: L.ReversibleEmbedding(9, 5, tie_weights=False, dtype=int4(-1)), [INTEGERS])],
        # Keras does not tell layers inside that the one around them is frozen as it makes it.
        "frozen": [
            (lambda: L.LSTM(3, trainable=False), [SEQUENCE]),
            (lambda: L.RNN(L.LSTMCell(3), trainable=False), [SEQUENCE]),
            (lambda: L.RNN(L.LSTMCell(3, trainable=False)), [SEQUENCE]),
            (lambda: L.Bidirectional(L.LSTM(3), trainable=False), [SEQUENCE]),
            (lambda: L.TimeDistributed(L.Dense(3), trainable=False), [SEQUENCE]),
            (lambda: L.ConvLSTM2D(2, 3, trainable=False), [(4, 8, 8, 3)]),
            (lambda: L.MultiHeadAttention(2, 3, trainable=False), [SEQUENCE, SEQUENCE]),
            (lambda: L.GroupQueryAttention(6, 4, 2, trainable=False), [SEQUENCE, SEQUENCE])],
    }
