"""Networks of keras.applications as a frozen base under a head with a bound: transfer learning as Keras's guide has it."""

from records import keras

from keras import layers
from keras.constraints import MaxNorm

SIZE = 32
CLASSES = 3


def transfer(base_of):
    def build():
        base = base_of(include_top=False, weights=None, input_shape=(SIZE, SIZE, 3))
        base.trainable = False
        images = keras.Input((SIZE, SIZE, 3))
        # In inference, as the guide says: its BatchNormalization keeps its statistics.
        x = layers.GlobalAveragePooling2D()(base(images, training=False))
        x = layers.Dense(CLASSES, activation="softmax", kernel_constraint=MaxNorm(1.0))(layers.Dropout(0.2)(x))
        return keras.Model(images, x)

    return build


NETWORKS = {
    f"transfer_{name}": transfer(getattr(keras.applications, name))
    for name in ["MobileNetV2", "ResNet50V2", "EfficientNetB0"]
}
