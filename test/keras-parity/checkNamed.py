"""What came back to Keras from `named.ts FOLDER`: it loads, predicts the same, and has the bounds it had.

Usage: checkNamed.py FOLDER
"""

import json
import pathlib
import sys

import eeg  # noqa: F401 - registers the networks' own functions
from build import bounds_of
from records import array, difference, expect, failures, keras, largest_norm, predict

TOLERANCE = 1e-5


def main():
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.sent.keras")):
        name = path.name[: -len(".sent.keras")]
        record = json.loads(path.with_suffix(".json").read_text())
        try:
            model = keras.models.load_model(path)
        except Exception as error:  # noqa: BLE001 - one line a model, then the next
            expect(f"{name}: {type(error).__name__}: {error}", False)
            continue
        outputs = predict(model, [array(i) for i in record["inputs"]], compiled=False)
        apart = max(difference(array(r), o) for o, r in zip(outputs, record["outputs"]))
        norm, _ = largest_norm(model)
        expect(f"{name}: predictions within {TOLERANCE}, got {apart:.1e}", apart <= TOLERANCE)
        expect(f"{name}: the bounds that Keras saved", bounds_of(model) == record["bounds"])
        expect(f"{name}: norms within c, got {norm}", norm <= 1 + 1e-6)
        print(f"{name}: back in Keras within {apart:.1e}")
    sys.exit(1 if failures else 0)


main()
