"""Trains as bench/besideKeras.ts asks: `kerasSteps.py FREE CONSTRAINED BATCH`, two saved models.

Writes a line with its title and versions, then for each line it reads, a number of steps, a line with their milliseconds.
"""

import json
import sys
import time

import keras
import numpy as np

*files, batch = sys.argv[1:]
batch = int(batch)
models = [keras.models.load_model(file) for file in files]
x = np.random.default_rng(1).random((batch, *models[0].input_shape[1:]), dtype=np.float32)
y = np.eye(10, dtype=np.float32)[np.arange(batch) % 10]


def step(model):
    start = time.perf_counter()
    model.train_on_batch(x, y)
    return 1000 * (time.perf_counter() - start)


backend = keras.backend.backend()
version = sys.modules[backend].__version__
versions = f"Keras {keras.__version__}, {backend} {version}"
print(json.dumps([f"Keras on {backend}", versions]), flush=True)
for line in sys.stdin:
    # Once untimed: each finds the caches as it left them itself.
    for model in models:
        step(model)
    pairs = [[step(model) for model in models] for _ in range(int(line))]
    print(json.dumps(pairs), flush=True)
