"""The part of the circle that is walked in Keras: load, predict, look at the constraints, train on, save.

Usage: check.py FOLDER, with the files that `circle.ts write FOLDER` made.
"""

import json
import logging
import os
import pathlib
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

TOLERANCE = 1e-6
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
        norms = np.sqrt(np.sum(np.square(np.asarray(variable, "float64")), axis=tuple(constraint.axis)))
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


def check(path, worst, compiled=True):
    record = json.loads(path.with_suffix(".json").read_text())
    model = keras.models.load_model(path)
    outputs = predict(model, [array(i) for i in record["inputs"]], compiled)
    expect(f"{path.stem}: as many outputs", len(outputs) == len(record["outputs"]))
    apart = max(difference(o, array(r)) for o, r in zip(outputs, record["outputs"]))
    expect(f"{path.stem}: predictions within {TOLERANCE}, got {apart:.1e}", apart <= TOLERANCE)
    worst.append(apart)
    return model, record, apart


def walk(folder):
    for path in sorted(folder.glob("*.keras")):
        if path.stem.endswith(".back"):
            continue
        model, record, apart = check(path, [])
        _, count = largest_norm(model)
        expect(f"{path.stem}: as many constraints", count == len(record["bounds"]))
        inputs = [array(i) for i in record["inputs"]]
        line = f"{path.stem:12} predictions within {apart:.1e}, {count} constraints"
        if record.get("training"):
            target = array(record["training"]["target"])
            for _ in range(record["training"]["steps"]):
                model.train_on_batch(inputs[0], target)
            weights = record["training"]["weights"]
            apart = max(difference(w, array(r)) for w, r in zip(model.get_weights(), weights))
            expect(f"{path.stem}: trained weights within {TOLERANCE}", apart <= TOLERANCE)
            line += f", after {record['training']['steps']} steps weights within {apart:.1e}"
        else:
            rng = np.random.default_rng(1)
            targets = [3 * rng.standard_normal(array(o).shape) for o in record["outputs"]]
            model.fit(
                inputs if len(inputs) > 1 else inputs[0],
                targets if len(targets) > 1 else targets[0],
                epochs=20,
                verbose=0,
            )
        largest, _ = largest_norm(model)
        expect(f"{path.stem}: norms within c after training", largest <= 1 + 1e-6)
        print(f"{line}, largest norm after training {largest:.7f} c")
        model.save(folder / f"{path.stem}.back.keras")
        model.save(folder / f"{path.stem}.back.h5")
        back = {"inputs": record["inputs"], "outputs": [plain(o) for o in predict(model, inputs)]}
        (folder / f"{path.stem}.back.json").write_text(json.dumps(back))


# What an old Keras cannot load, of its own making as well: a layer that waits for its own output.
SINCE = {"at_depths": (3, 4)}


def main():
    folder = pathlib.Path(sys.argv[1])
    print(f"Keras {keras.__version__} on {keras.backend.backend()}")
    walk(folder)
    worst = []
    version = tuple(int(part) for part in keras.__version__.split(".")[:2])
    for path in sorted((folder / "gallery").glob("*.keras")):
        if version < SINCE.get(path.stem, version):
            print(f"{path.stem}: left out before Keras {SINCE[path.stem]}")
            continue
        try:
            check(path, worst, compiled=False)
        except Exception as error:  # noqa: BLE001 - one line a model, then the next
            expect(f"{path.stem}: {type(error).__name__}: {error}", False)
    print(f"{len(worst)} single layers, predictions within {max(worst):.1e}")
    sys.exit(1 if failures else 0)


main()
