"""Builds models in Keras, saves them as .keras and .h5, and records what they predict.

Usage: build.py FOLDER [--train] [NAME ...]: the named networks, all or those of these names. `NAME.keras` and `NAME.h5`
were never compiled; with --train, `NAME.trained.keras` and `NAME.trained.h5` have been compiled and trained for a few
steps. Without it, NumPy as Keras's backend is by far the fastest: it compiles nothing.
"""

import json
import pathlib
import sys

import applications
import eeg
from records import array, bounded, keras, np, parts, plain, predict

BATCH = 4
STEPS = 2


def scatter(model, seed=1):
    """Gives every weight numbers of its own: zeros and ones would hide what is swapped."""
    rng = np.random.default_rng(seed)
    for variable in model.weights:
        if not variable.dtype.startswith("float"):
            continue
        fan = max(1, int(np.prod(variable.shape[:-1])))
        value = rng.standard_normal(variable.shape) / np.sqrt(fan if len(variable.shape) > 1 else 4)
        if "variance" in variable.name:
            value = np.abs(value) + 0.5
        elif variable.name == "gamma":
            value = value + 1
        if variable.constraint is not None:
            # Keras projects after an update only, TensorFlow.js with this package at once.
            value = np.asarray(variable.constraint(value.astype("float32")))
        variable.assign(value.astype("float32"))
    for part in parts(model):
        # Normalization computes with what it made of its weights when they were loaded or adapted.
        if hasattr(part, "finalize_state"):
            part.finalize_state()


def inputs_of(model, seed=2):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((BATCH, *tensor.shape[1:])).astype("float32") for tensor in model.inputs]


def bounds_of(model):
    """Every weight under MaxNorm: its layer, its name, its bound, and Keras's own axes."""
    owners = {id(v): part for part in parts(model) for v in part._trainable_variables + part._non_trainable_variables}
    return [
        {
            "layer": owners[id(variable)].name,
            "weight": variable.name,
            "maxValue": float(constraint.max_value),
            "axis": [int(axis) for axis in np.atleast_1d(constraint.axis)],
        }
        for variable, constraint in bounded(model)
    ]


def save(model, folder, name, inputs):
    record = {
        "inputs": [plain(i) for i in inputs],
        "outputs": [plain(o) for o in predict(model, inputs, compiled=False)],
        "bounds": bounds_of(model),
        "compiled": getattr(model, "optimizer", None) is not None,
    }
    (folder / f"{name}.json").write_text(json.dumps(record))
    for kind in ("keras", "h5"):
        model.save(folder / f"{name}.{kind}")


def train(model, inputs):
    rng = np.random.default_rng(3)
    classes = model.outputs[0].shape[-1]
    targets = np.eye(classes, dtype="float32")[rng.integers(0, classes, BATCH)]
    model.compile(
        optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss="categorical_crossentropy", metrics=["accuracy"]
    )
    for _ in range(STEPS):
        model.train_on_batch(inputs[0], targets)


def main():
    folder, *names = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    trained = "--train" in names
    networks = {**eeg.NETWORKS, **applications.NETWORKS}
    for name in [name for name in names if name != "--train"] or networks:
        keras.backend.clear_session()
        model = networks[name]()
        scatter(model)
        inputs = inputs_of(model)
        if trained:
            train(model, inputs)
        save(model, folder, f"{name}.trained" if trained else name, inputs)
        print(f"{name}: {model.count_params()} weights, {len(bounds_of(model))} bounds", flush=True)


if __name__ == "__main__":
    main()
