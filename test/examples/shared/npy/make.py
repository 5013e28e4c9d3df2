"""Writes the .npy files of this folder with NumPy (recorded with 2.4.6): python make.py"""

import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
x = np.random.default_rng(1).standard_normal((3, 2, 4)).round(3)


def save(name, values, **options):
    np.save(HERE / f"{name}.npy", values, **options)


save("float64", x)
save("float32", x.astype("<f4"))
save("float16", x.astype("<f2"))
# What NumPy writes for headers that are too long for version 1.
with open(HERE / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, x, version=(2, 0))
save("int64", np.array([769, 770, -1]))
save("uint8", np.array([[1, 255]], "uint8"))
save("bool", np.array([True, False]))
save("scalar", np.float64(7))
save("empty", np.zeros((0, 2, 4)))
save("fortran", np.asfortranarray(x))
save("bigEndian", x.astype(">f8"))
save("complex", x.astype("complex128"))
save("text", np.array(["left", "right"]))
save("object", np.array([{}, 1], dtype=object), allow_pickle=True)
save("record", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
(HERE / "truncated.npy").write_bytes((HERE / "float64.npy").read_bytes()[:-16])
np.savez(HERE / "archive.npz", x=x)
