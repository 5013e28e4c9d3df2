"""Builds EEGNet in Keras and saves it, as whoever works with it there would.

Usage: build.py OUT.keras [CHANNELS SAMPLES CLASSES], with Keras 3. eegnet.keras is what it wrote for 8, 128 and 2.
"""

import sys

import keras
from keras import layers
from keras.constraints import MaxNorm


def eegnet(channels, samples, classes, filters=8, depth=2):
    trials = keras.Input((channels, samples, 1))
    x = layers.Conv2D(filters, (1, 64), padding="same", use_bias=False)(trials)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D(
        (channels, 1), depth_multiplier=depth, use_bias=False, depthwise_constraint=MaxNorm(1.0)
    )(x)
    x = activated(x, pool=4)
    x = layers.SeparableConv2D(filters * depth, (1, 16), padding="same", use_bias=False)(x)
    x = activated(x, pool=8)
    x = layers.Flatten()(x)
    x = layers.Dense(classes, activation="softmax", kernel_constraint=MaxNorm(0.25))(x)
    return keras.Model(trials, x)


def activated(x, pool):
    x = layers.Activation("elu")(layers.BatchNormalization()(x))
    return layers.Dropout(0.5)(layers.AveragePooling2D((1, pool))(x))


path, *sizes = sys.argv[1:]
keras.utils.set_random_seed(1)
eegnet(*map(int, sizes or [8, 128, 2])).save(path)
