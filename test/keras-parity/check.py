"""The part of the circle that is walked in Keras: load, predict, look at the constraints, train on, save.

Usage: check.py FOLDER, with the files that `circle.ts write FOLDER` made.
"""

import json
import pathlib
import sys

from records import array, difference, expect, failures, keras, largest_norm, np, plain, predict

TOLERANCE = 1e-6


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
