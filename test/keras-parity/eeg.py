"""The networks in which max-norm lives on: decoders of EEG, written after what their authors published.

Sizes are small so that a test is quick; the layers, their order, their options and their bounds are the authors'.

- EEGNet, EEGNet_SSVEP, EEGNet_old, DeepConvNet, ShallowConvNet: Lawhern et al. 2018 and Schirrmeister et al. 2017,
  as in the repository arl-eegmodels of the US Army Research Laboratory.
- EEG-Inception: Santamaria-Vazquez et al. 2020.
- EEGTCNet (Ingolfsson et al. 2020), TCNet_Fusion (Musallam et al. 2021), MBEEG_SENet (Altuwaijri et al. 2022) and
  ATCNet (Altaheri et al. 2023), as in the repository EEG-ATCNet.
"""

from records import keras

from keras import layers, ops
from keras.constraints import MaxNorm
from keras.regularizers import L1L2, L2

CHANNELS = 6
SAMPLES = 128
CLASSES = 4


def normalized(x, activation="elu", **options):
    return layers.Activation(activation)(layers.BatchNormalization(**options)(x))


def eegnet(dropout=layers.Dropout, rate=0.5, kernel=32, f1=8, depth=2, f2=16, bound=0.25):
    trials = keras.Input((CHANNELS, SAMPLES, 1))
    x = layers.Conv2D(f1, (1, kernel), padding="same", use_bias=False)(trials)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D(
        (CHANNELS, 1), use_bias=False, depth_multiplier=depth, depthwise_constraint=MaxNorm(1.0)
    )(x)
    x = dropout(rate)(layers.AveragePooling2D((1, 4))(normalized(x)))
    x = layers.SeparableConv2D(f2, (1, 16), use_bias=False, padding="same")(x)
    x = dropout(rate)(layers.AveragePooling2D((1, 8))(normalized(x)))
    x = layers.Flatten(name="flatten")(x)
    constraint = None if bound is None else MaxNorm(bound)
    x = layers.Dense(CLASSES, name="dense", kernel_constraint=constraint)(x)
    return keras.Model(trials, layers.Activation("softmax", name="softmax")(x))


def eegnet_spatial():
    return eegnet(layers.SpatialDropout2D)


def eegnet_ssvep():
    return eegnet(kernel=SAMPLES, f1=24, depth=1, f2=24, bound=None)


def eegnet_old(rate=0.25, weight_decay=1e-4):
    trials = keras.Input((CHANNELS, SAMPLES, 1))
    x = layers.Conv2D(16, (CHANNELS, 1), kernel_regularizer=L1L2(weight_decay, weight_decay))(trials)
    x = layers.Permute((2, 1, 3))(layers.Dropout(rate)(normalized(x)))
    for size in [(2, 32), (8, 4)]:
        x = layers.Conv2D(
            4, size, padding="same", strides=(2, 4), kernel_regularizer=L1L2(0.0, weight_decay)
        )(x)
        x = layers.Dropout(rate)(normalized(x))
    x = layers.Dense(CLASSES, name="dense")(layers.Flatten(name="flatten")(x))
    return keras.Model(trials, layers.Activation("softmax", name="softmax")(x))


def bounded_convolution(filters, size, **options):
    return layers.Conv2D(filters, size, kernel_constraint=MaxNorm(2.0, axis=(0, 1, 2)), **options)


def deep_conv_net(rate=0.5):
    trials = keras.Input((CHANNELS, SAMPLES, 1))
    x = bounded_convolution(25, (1, 5))(trials)
    x = bounded_convolution(25, (CHANNELS, 1))(x)
    for filters in [None, 50, 100, 200]:
        if filters is not None:
            x = bounded_convolution(filters, (1, 5))(x)
        x = normalized(x, epsilon=1e-5, momentum=0.9)
        x = layers.MaxPooling2D(pool_size=(1, 2), strides=(1, 2))(x)
        x = layers.Dropout(rate)(x)
    x = layers.Dense(CLASSES, kernel_constraint=MaxNorm(0.5))(layers.Flatten()(x))
    return keras.Model(trials, layers.Activation("softmax")(x))


@keras.saving.register_keras_serializable("eeg")
def square(x):
    return ops.square(x)


@keras.saving.register_keras_serializable("eeg")
def log(x):
    return ops.log(ops.clip(x, 1e-7, 10000))


def shallow_conv_net(rate=0.5):
    trials = keras.Input((CHANNELS, SAMPLES, 1))
    x = bounded_convolution(40, (1, 13))(trials)
    x = bounded_convolution(40, (CHANNELS, 1), use_bias=False)(x)
    x = normalized(x, square, epsilon=1e-5, momentum=0.9)
    x = layers.AveragePooling2D(pool_size=(1, 35), strides=(1, 7))(x)
    x = layers.Dropout(rate)(layers.Activation(log)(x))
    x = layers.Dense(CLASSES, kernel_constraint=MaxNorm(0.5))(layers.Flatten()(x))
    return keras.Model(trials, layers.Activation("softmax")(x))


def eeg_inception(filters=8, scales=(64, 32, 16), rate=0.25):
    trials = keras.Input((SAMPLES, CHANNELS, 1))

    def convolution(x, count, size, **options):
        x = layers.Conv2D(count, (size, 1), kernel_initializer="he_normal", padding="same", **options)(x)
        return normalized(x)

    branches = []
    for scale in scales:
        x = layers.Dropout(rate)(convolution(trials, filters, scale))
        x = layers.DepthwiseConv2D(
            (1, CHANNELS), use_bias=False, depth_multiplier=2, depthwise_constraint=MaxNorm(1.0)
        )(x)
        branches.append(layers.Dropout(rate)(normalized(x)))
    x = layers.AveragePooling2D((4, 1))(layers.concatenate(branches, axis=3))
    branches = [
        layers.Dropout(rate)(convolution(x, filters, scale // 4, use_bias=False)) for scale in scales
    ]
    x = layers.AveragePooling2D((2, 1))(layers.concatenate(branches, axis=3))
    for count, size in [(filters * len(scales) // 2, 8), (filters * len(scales) // 4, 4)]:
        x = convolution(x, count, size, use_bias=False)
        x = layers.Dropout(rate)(layers.AveragePooling2D((2, 1))(x))
    x = layers.Dense(CLASSES, activation="softmax")(layers.Flatten()(x))
    return keras.Model(trials, x)


def time_first():
    """One trial as these authors keep it, [1, channels, samples], turned to [samples, channels, 1]."""
    trials = keras.Input((1, CHANNELS, SAMPLES))
    return trials, layers.Permute((3, 2, 1))(trials)


def eegnet_block(x, f1, kernel, depth=2, rate=0.25):
    x = layers.Conv2D(f1, (kernel, 1), padding="same", data_format="channels_last", use_bias=False)(x)
    x = layers.BatchNormalization(axis=-1)(x)
    x = layers.DepthwiseConv2D(
        (1, CHANNELS),
        use_bias=False,
        depth_multiplier=depth,
        data_format="channels_last",
        depthwise_constraint=MaxNorm(1.0),
    )(x)
    x = layers.Dropout(rate)(layers.AveragePooling2D((4, 1), data_format="channels_last")(normalized(x, axis=-1)))
    x = layers.SeparableConv2D(
        f1 * depth, (16, 1), data_format="channels_last", use_bias=False, padding="same"
    )(x)
    return layers.Dropout(rate)(layers.AveragePooling2D((4, 1), data_format="channels_last")(normalized(x, axis=-1)))


def temporal_block(x, filters, depth=2, size=4, rate=0.3, activation="elu", **options):
    """Residual causal convolutions, dilated 1, 2, 4, ... (Bai et al. 2018)."""
    for level in range(depth):
        y = x
        for _ in range(2):
            y = layers.Conv1D(
                filters,
                size,
                dilation_rate=2**level,
                activation="linear",
                padding="causal",
                kernel_initializer="he_uniform",
                **options,
            )(y)
            y = layers.Dropout(rate)(normalized(y, activation))
        if x.shape[-1] != filters:
            x = layers.Conv1D(filters, 1, padding="same", **options)(x)
        x = layers.Activation(activation)(layers.Add()([y, x]))
    return x


def bounded_classes(x, name="dense"):
    x = layers.Dense(CLASSES, name=name, kernel_constraint=MaxNorm(0.25))(x)
    return layers.Activation("softmax", name="softmax")(x)


def eegtcnet(step=lambda x: x[:, -1, :]):
    trials, x = time_first()
    x = eegnet_block(x, f1=8, kernel=32, rate=0.2)[:, :, -1, :]
    x = step(temporal_block(x, filters=12))
    return keras.Model(trials, bounded_classes(x))


def eegtcnet_lambda():
    """The last step by a Lambda, as its authors take it."""
    return eegtcnet(layers.Lambda(last_step, name="last_step"))


@keras.saving.register_keras_serializable("eeg")
def last_step(x):
    return x[:, -1, :]


def tcnet_fusion():
    trials, x = time_first()
    block = eegnet_block(x, f1=24, kernel=32, rate=0.3)[:, :, -1, :]
    merged = layers.Concatenate()([block, temporal_block(block, filters=12)])
    x = layers.Concatenate()([layers.Flatten()(merged), layers.Flatten()(block)])
    return keras.Model(trials, bounded_classes(x))


def squeeze_and_excite(x, ratio):
    channels = x.shape[-1]
    weights = layers.Reshape((1, 1, channels))(layers.GlobalAveragePooling2D()(x))
    for units, activation in [(channels // ratio, "relu"), (channels, "sigmoid")]:
        weights = layers.Dense(units, activation=activation, kernel_initializer="he_normal")(weights)
    return layers.multiply([x, weights])


def mbeeg_senet():
    trials, x = time_first()
    branches = [
        layers.Flatten()(squeeze_and_excite(eegnet_block(x, f1, kernel, rate=rate), ratio))
        for f1, kernel, rate, ratio in [(4, 16, 0, 4), (8, 32, 0.1, 4), (16, 64, 0.2, 2)]
    ]
    return keras.Model(trials, bounded_classes(layers.Concatenate()(branches), "dense1"))


def atcnet(windows=2, f1=8, depth=2, bound=0.6, decay=0.009):
    trials, x = time_first()
    options = {"use_bias": False, "data_format": "channels_last"}
    limit = {"kernel_regularizer": L2(decay), "kernel_constraint": MaxNorm(bound, axis=[0, 1, 2])}
    x = layers.Conv2D(f1, (32, 1), padding="same", **options, **limit)(x)
    x = layers.DepthwiseConv2D(
        (1, CHANNELS),
        depth_multiplier=depth,
        depthwise_regularizer=L2(decay),
        depthwise_constraint=MaxNorm(bound, axis=[0, 1, 2]),
        **options,
    )(layers.BatchNormalization()(x))
    x = layers.Dropout(0.3)(layers.AveragePooling2D((8, 1))(normalized(x)))
    x = layers.Conv2D(f1 * depth, (16, 1), padding="same", **options, **limit)(x)
    x = layers.Dropout(0.3)(layers.AveragePooling2D((2, 1))(normalized(x)))[:, :, -1, :]
    length = x.shape[1]
    heads = []
    for first in range(windows):
        window = x[:, first : length - windows + first + 1, :]
        y = layers.LayerNormalization(epsilon=1e-6)(window)
        y = layers.MultiHeadAttention(num_heads=2, key_dim=8, dropout=0.5)(y, y)
        window = layers.Add()([window, layers.Dropout(0.3)(y)])
        y = temporal_block(
            window, f1 * depth, kernel_regularizer=L2(decay), kernel_constraint=MaxNorm(bound, axis=[0, 1])
        )
        heads.append(layers.Dense(CLASSES, kernel_regularizer=L2(0.5))(y[:, -1, :]))
    return keras.Model(trials, layers.Activation("softmax", name="softmax")(layers.Average()(heads)))


NETWORKS = {
    "EEGNet": eegnet,
    "EEGNet_SpatialDropout2D": eegnet_spatial,
    "EEGNet_SSVEP": eegnet_ssvep,
    "EEGNet_old": eegnet_old,
    "DeepConvNet": deep_conv_net,
    "ShallowConvNet": shallow_conv_net,
    "EEG_Inception": eeg_inception,
    "MBEEG_SENet": mbeeg_senet,
    "EEGTCNet": eegtcnet,
    "EEGTCNet_Lambda": eegtcnet_lambda,
    "TCNet_Fusion": tcnet_fusion,
    "ATCNet": atcnet,
}
