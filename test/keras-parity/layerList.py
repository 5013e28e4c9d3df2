"""Every public class of keras.layers as a model of its own: how much of Keras loads.

Usage: layerList.py FOLDER [N]: all, or every N-th class, counted from the first.

The list is generated, not chosen: each class gets the arguments that its constructor asks for from one table of names,
and the first input that Keras itself can build and run it on. It is saved alone in a Sequential model and in a
functional one, never compiled and compiled, as `CLASS.sequential.keras` and so on. `classes.json` says which classes
make no model by themselves.
"""

import inspect
import json
import pathlib
import sys

from records import keras, np, plain, predict

import build
from keras import layers

# By the name of a constructor's parameter that has no default.
ARGUMENTS = {
    "pool_size": 2,
    "output_size": 2,
    "units": 3,
    "filters": 3,
    "kernel_size": 2,
    "rate": 0.3,
    "stddev": 0.1,
    "input_dim": 10,
    "output_dim": 3,
    "dims": (2, 1),
    "target_shape": (4, 6),
    "n": 2,
    "axes": 1,
    "num_heads": 2,
    "num_query_heads": 2,
    "num_key_value_heads": 2,
    "head_dim": 4,
    "key_dim": 4,
    "num_tokens": 10,
    "num_bins": 4,
    "height": 4,
    "width": 4,
    "height_factor": 0.2,
    "width_factor": 0.2,
    "factor": 0.2,
    "rank": 1,
    "equation": "ab,bc->ac",
    "output_shape": 3,
    "activation": "tanh",
    "max_value": 1.0,
    "scale": 0.5,
    "function": None,
    "strategy": "topk",
}
# Smallest first; a merging layer takes the same twice.
SHAPES = [(6,), (6, 4), (6, 6, 3), (4, 6, 6, 3), (4, 4, 4, 4, 3)]
OUTER = {
    "Bidirectional": lambda: {"layer": layers.LSTM(3)},
    "TimeDistributed": lambda: {"layer": layers.Dense(3)},
    "SpectralNormalization": lambda: {"layer": layers.Dense(3)},
    "Wrapper": lambda: {"layer": layers.Dense(3)},
    "RNN": lambda: {"cell": layers.LSTMCell(3)},
    "StackedRNNCells": lambda: {"cells": [layers.GRUCell(3), layers.LSTMCell(3)]},
    "Lambda": lambda: {"function": lambda x: 2 * x},
    "EinsumDense": lambda: {"equation": "ab,bc->ac", "output_shape": 3},
    "Resizing": lambda: {"height": 4, "width": 4},
}


def arguments_of(name, cls):
    if name in OUTER:
        return OUTER[name]()
    needed = inspect.signature(cls.__init__).parameters.values()
    plain_kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {
        p.name: ARGUMENTS[p.name]
        for p in needed
        if p.name != "self" and p.default is inspect.Parameter.empty and p.kind in plain_kinds
    }


def classes():
    found = {}
    for name in sorted(dir(keras.layers)):
        cls = getattr(keras.layers, name)
        if inspect.isclass(cls) and issubclass(cls, layers.Layer) and name not in ("Layer", "InputLayer"):
            found[name] = cls
    return found


def functional(make, shape, count, dtype):
    inputs = [keras.Input(shape, dtype=dtype) for _ in range(count)]
    return keras.Model(inputs if count > 1 else inputs[0], make()(inputs if count > 1 else inputs[0]))


def sequential(make, shape, dtype):
    return keras.Sequential([keras.Input(shape, dtype=dtype), make()])


def inputs_of(model):
    rng = np.random.default_rng(1)
    return [
        rng.integers(0, 9, (2, *t.shape[1:])).astype(t.dtype)
        if "int" in t.dtype
        else rng.standard_normal((2, *t.shape[1:])).astype("float32")
        for t in model.inputs
    ]


def try_out(name, cls):
    """The first model that Keras can build, run and save; or the last error."""
    error = None
    for dtype in ("int32",) if name == "Embedding" else ("float32", "int32"):
        for shape in SHAPES:
            for count in (1, 2):
                try:
                    keras.utils.set_random_seed(1)
                    keras.backend.clear_session()
                    model = functional(lambda: cls(**arguments_of(name, cls)), shape, count, dtype)
                    outputs = predict(model, inputs_of(model), compiled=False)
                    if not all(hasattr(o, "shape") and np.isfinite(np.asarray(o, "float64")).all() for o in outputs):
                        raise ValueError("its outputs are no finite tensors")
                    return shape, count, dtype
                except KeyError as missing:
                    return f"no argument for {missing}"
                except Exception as problem:  # noqa: BLE001 - one line a class, then the next
                    error = f"{type(problem).__name__}: {str(problem).splitlines()[0][:120] if str(problem) else ''}"
    return error


def write(folder, name, kind, model, compiled):
    if compiled:
        model.compile("sgd", "mse")
    build.scatter(model)
    inputs = inputs_of(model)
    outputs = [plain(o) for o in predict(model, inputs, compiled=False)]
    stem = f"{name}.{kind}{'.compiled' if compiled else ''}"
    (folder / f"{stem}.json").write_text(json.dumps({"inputs": [plain(i) for i in inputs], "outputs": outputs}))
    model.save(folder / f"{stem}.keras")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    alone, other = {}, {}
    for name, cls in list(classes().items())[::every]:
        found = try_out(name, cls)
        if not isinstance(found, tuple):
            other[name] = found
            continue
        shape, count, dtype = found
        make = lambda: cls(**arguments_of(name, cls))  # noqa: E731
        alone[name] = {"shape": shape, "inputs": count, "dtype": dtype}
        for compiled in (False, True):
            try:
                write(folder, name, "functional", functional(make, shape, count, dtype), compiled)
                if count == 1:
                    write(folder, name, "sequential", sequential(make, shape, dtype), compiled)
            except Exception as problem:  # noqa: BLE001
                other[name] = f"{type(problem).__name__}: {str(problem).splitlines()[0][:120]}"
    (folder / "classes.json").write_text(json.dumps({"alone": alone, "other": other}, indent=1))
    print(f"{len(alone)} classes make a model of their own, {len(other)} do not")


main()
