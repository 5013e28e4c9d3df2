"""Writes x.npy and y.npy: epochs of MNE-Python (recorded with 1.13), saved as its users save them.

The signals are synthetic: noise, with an oscillation of 10 Hz on the first channel or on the third.
"""

import pathlib

import mne
import numpy as np

HERE = pathlib.Path(__file__).parent
RATE, TRIALS = 128, 40
rng = np.random.default_rng(1)
signals = rng.standard_normal((TRIALS, 3, 64))
events = np.stack([np.arange(TRIALS) * 100, np.zeros(TRIALS), 769 + np.arange(TRIALS) % 2], 1).astype(int)
for trial, event in enumerate(events[:, 2]):
    signals[trial, 0 if event == 769 else 2] += 5 * np.sin(2 * np.pi * 10 * np.arange(64) / RATE + rng.uniform(0, 6))
# In volts, as MNE keeps them.
epochs = mne.EpochsArray(
    (signals * 1e-5).astype("float32"), mne.create_info(["C3", "Cz", "C4"], RATE, "eeg"), events, verbose=False
)
np.save(HERE / "x.npy", epochs.get_data(copy=False))
np.save(HERE / "y.npy", epochs.events[:, 2])
