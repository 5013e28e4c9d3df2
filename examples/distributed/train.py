"""Trains a .keras model on several workers: one process each, on one machine or on many.

Every worker runs this same script with its own --rank and the coordinator's address, which is worker 0's:

    python train.py --model start.keras --data FOLDER --output trained.keras \
        --workers 2 --rank 0 --coordinator 10.0.0.1:7777

Each worker trains on its own share of the digits. Worker 0 writes a checkpoint after every epoch into --checkpoints,
a folder that all workers see; started again, they go on from the last one.
"""

import argparse
import os
import pathlib
import sys
import time

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_CPU_COLLECTIVES_IMPLEMENTATION", "gloo")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("--model", type=pathlib.Path, required=True)
parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with images.u8 and labels.u8")
parser.add_argument("--output", type=pathlib.Path, required=True)
parser.add_argument("--checkpoints", type=pathlib.Path, default=pathlib.Path("checkpoints"))
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--batch-size", type=int, default=128, help="of all workers together")
parser.add_argument("--workers", type=int, default=1)
parser.add_argument("--rank", type=int, default=0)
parser.add_argument("--coordinator", default="127.0.0.1:7777", help="HOST:PORT of worker 0")
args = parser.parse_args()

import jax  # noqa: E402

if args.workers > 1:
    jax.distributed.initialize(args.coordinator, num_processes=args.workers, process_id=args.rank)

import keras  # noqa: E402
import numpy as np  # noqa: E402


def load_share(folder, workers, rank):
    """This worker's digits; as many for every worker, so that all take as many steps."""
    labels = np.fromfile(folder / "labels.u8", np.uint8)
    images = np.fromfile(folder / "images.u8", np.uint8).reshape(len(labels), -1)
    order = np.random.default_rng(0).permutation(len(labels))
    mine = order[rank::workers][: len(labels) // workers]
    return images[mine].astype("float32") / 255, np.eye(10, dtype="float32")[labels[mine]]


def last_checkpoint(folder):
    """The epochs that are done, and the file that holds them."""
    files = sorted(folder.glob("epoch-*.keras"))
    return (int(files[-1].stem.removeprefix("epoch-")), files[-1]) if files else (0, None)


def save_whole(model, path):
    """Writes all of the file or nothing, as a worker may be killed at any time; worker 0's is the one that stays.

    Every worker must call it: reading the weights is a step that JAX takes with all of them.
    """
    part = path.with_name(f"part-{args.rank}-{path.name}")
    model.save(part)
    if args.rank == 0:
        os.replace(part, path)
    else:
        part.unlink()


class Checkpoint(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        _, before = last_checkpoint(args.checkpoints) if args.rank == 0 else (0, None)
        save_whole(self.model, args.checkpoints / f"epoch-{epoch + 1:04}.keras")
        if before is not None:
            before.unlink()


class Throughput(keras.callbacks.Callback):
    """Digits a second over all workers, without the first epoch, which compiles."""

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_train_begin(self, logs=None):
        self.seconds = []

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.begin)


keras.distribution.set_distribution(
    keras.distribution.DataParallel(devices=keras.distribution.list_devices(), auto_shard_dataset=False)
)
done, checkpoint = last_checkpoint(args.checkpoints)
# The same for all workers: JAX draws dropout masks for the whole batch, and checks that they agree.
keras.utils.set_random_seed(done)
model = keras.models.load_model(checkpoint or args.model)
images, labels = load_share(args.data, args.workers, args.rank)
images = images.reshape(-1, *model.input_shape[1:])
args.checkpoints.mkdir(parents=True, exist_ok=True)

if args.rank == 0:
    start = f"after epoch {done}, from {checkpoint.name}" if checkpoint else "from the start"
    print(f"{args.workers} workers, {len(images)} digits each, {start}", flush=True)
throughput = Throughput()
throughput.seconds = []
if done < args.epochs:
    model.fit(
        images,
        labels,
        batch_size=args.batch_size // args.workers,
        initial_epoch=done,
        epochs=args.epochs,
        # A bar on a terminal, elsewhere a line an epoch.
        verbose=0 if args.rank > 0 else 1 if sys.stdout.isatty() else 2,
        callbacks=[throughput, Checkpoint()],
    )
save_whole(model, args.output)
if args.rank == 0 and len(throughput.seconds) > 1:
    rate = args.workers * len(images) / np.median(throughput.seconds[1:])
    print(f"throughput: {rate:.0f} digits/s", flush=True)
