"""Writes DeepConvNet.keras and what Keras predicts with it and with the EEGNet of examples/eegnet: python make.py

Needs Keras 3 (recorded with 3.15.1 on JAX). DeepConvNet is the one of test/keras-parity/eeg.py. Its weights take eight
values each, and the archive is packed again with compression, so that a hundred thousand of them stay small.
"""

import json
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "keras-parity"))

import eeg  # noqa: E402
from build import bounds_of  # noqa: E402
from records import bounded, keras, np, plain, predict  # noqa: E402


def scatter(model):
    """Within the bounds whatever is drawn, and one of eight values for each weight of a kernel."""
    rng = np.random.default_rng(1)
    for variable in model.weights:
        if not variable.dtype.startswith("float"):
            continue
        fan = max(4, int(np.prod(variable.shape[:-1])))
        level = rng.integers(1, 5, variable.shape) * rng.choice([-1, 1], variable.shape)
        value = getattr(variable.constraint, "max_value", 1) * level / (4 * np.sqrt(fan))
        if "variance" in variable.name or variable.name == "gamma":
            value = 1 + value
        variable.assign(value.astype("float32"))


def pack(path):
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as smaller:
        for name, content in entries.items():
            smaller.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)


def record(name, model, scale):
    for variable, constraint in bounded(model):
        # What Keras leaves outside of its bound until the first update, TensorFlow.js has inside at once.
        variable.assign(constraint(variable))
    inputs = (scale * np.random.default_rng(2).standard_normal((2, *model.inputs[0].shape[1:]))).round(2)
    (output,) = predict(model, [inputs.astype("float32")], compiled=False)
    values = {"input": plain(inputs), "output": plain(output), "bounds": bounds_of(model)}
    (HERE / f"{name}.json").write_text(json.dumps(values))


model = eeg.deep_conv_net()
scatter(model)
model.save(HERE / "DeepConvNet.keras")
pack(HERE / "DeepConvNet.keras")
record("DeepConvNet", model, 1)
record("EEGNet", keras.models.load_model(HERE.parents[2] / "examples/eegnet/eegnet.keras"), 4)
