"""What the scripts here share: records of predictions in JSON, a model's parts, and the norms of its bounded units."""

import logging
import os
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")
# The state of the optimizer is not exchanged, and Keras says so at every load.
warnings.filterwarnings("ignore", message="Skipping variable loading for optimizer")
warnings.filterwarnings("ignore", message="The structure of `inputs`")
# Said at every .h5 file written.
logging.getLogger("absl").setLevel(logging.ERROR)

import keras  # noqa: E402
import numpy as np  # noqa: E402

failures = []


def expect(what, passed):
    if not passed:
        failures.append(what)
        print(f"FAILED: {what}", file=sys.stderr)


def array(plain):
    return np.array(plain["data"], dtype=plain["dtype"]).reshape(plain["shape"])


def plain(value):
    value = np.asarray(value)
    return {"shape": value.shape, "dtype": str(value.dtype), "data": value.ravel().tolist()}


def predict(model, inputs, compiled=True):
    given = inputs if len(inputs) > 1 else inputs[0]
    outputs = model.predict(given, verbose=0) if compiled else model(given, training=False)
    return outputs if isinstance(outputs, (list, tuple)) else [outputs]


def difference(a, b):
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.shape != b.shape:
        return float("inf")
    return float(np.max(np.abs(a - b), initial=0) / max(1, np.max(np.abs(a), initial=0)))


def parts(layer):
    """A layer and the layers inside it."""
    yield layer
    for name in ("layers", "cells"):
        for inner in getattr(layer, name, []):
            if inner is not layer:
                yield from parts(inner)
    for name in ("layer", "forward_layer", "backward_layer", "cell"):
        inner = getattr(layer, name, None)
        if isinstance(inner, keras.layers.Layer):
            # Bidirectional's `layer` is its forward layer.
            if not (name == "layer" and hasattr(layer, "forward_layer")):
                yield from parts(inner)


def largest_norm(model):
    """Of all units under MaxNorm, in units of their bound; and how many weights are bounded."""
    largest, count = 0.0, 0
    for variable, constraint in bounded(model):
        norms = np.sqrt(np.sum(np.square(np.asarray(keras.ops.convert_to_numpy(variable), "float64")), axis=tuple(np.atleast_1d(constraint.axis))))
        largest = max(largest, float(norms.max()) / constraint.max_value)
        count += 1
    return largest, count


def bounded(model):
    seen = set()
    for part in parts(model):
        own = part._trainable_variables + part._non_trainable_variables
        for variable in own:
            if id(variable) in seen:
                continue
            seen.add(id(variable))
            if isinstance(variable.constraint, keras.constraints.MaxNorm):
                yield variable, variable.constraint
