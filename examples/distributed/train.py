"""Trains a .keras model on several workers: one process each, on one machine or on many.

Every worker runs this same script with its own --rank and the coordinator's address, which is worker 0's:

    python train.py --model start.keras --data FOLDER --output trained.keras \
        --workers 2 --rank 0 --coordinator 10.0.0.1:7777

FOLDER holds x.npy, what the model takes, and y.npy, what it should give, as np.save writes them: the first axis counts
the examples. Instead of one-hot targets, y may hold the whole numbers of classes. Each worker reads and trains on its
own share. Worker 0 writes a checkpoint after every epoch into --checkpoints, a folder that all workers see; started
again, they go on from the last one.
"""

import argparse
import os
import pathlib
import sys
import time

import numpy as np

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_CPU_COLLECTIVES_IMPLEMENTATION", "gloo")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("--model", type=pathlib.Path, required=True)
parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with x.npy and y.npy")
parser.add_argument("--output", type=pathlib.Path, required=True)
parser.add_argument("--checkpoints", type=pathlib.Path, default=pathlib.Path("checkpoints"))
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--batch-size", type=int, default=128, help="of all workers together")
parser.add_argument("--workers", type=int, default=1)
parser.add_argument("--rank", type=int, default=0)
parser.add_argument("--coordinator", default="127.0.0.1:7777", help="HOST:PORT of worker 0")
args = parser.parse_args()


def stop(message):
    sys.exit(f"train.py: {message}")


def read(path):
    """The array stays on disk: a worker reads its own share only."""
    try:
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        stop(f"{path} cannot be read: {error}")
    if not isinstance(values, np.ndarray):
        stop(f"{path} must hold one array, as np.save writes it, got an archive")
    if values.dtype.kind not in "biuf":
        stop(f"{path} must hold real numbers, got {values.dtype}")
    if values.ndim == 0:
        stop(f"{path} must have an axis for the examples, got a single number")
    return values


x, y = read(args.data / "x.npy"), read(args.data / "y.npy")
if len(x) != len(y):
    stop(f"x.npy and y.npy must hold as many examples, got {len(x)} and {len(y)}")
if len(x) < args.workers or args.batch_size < args.workers:
    stop(f"{args.workers} workers need as many examples and as large a batch, got {len(x)} and {args.batch_size}")

import jax  # noqa: E402

if args.workers > 1:
    jax.distributed.initialize(args.coordinator, num_processes=args.workers, process_id=args.rank)

import keras  # noqa: E402


def load_model(path):
    model = keras.models.load_model(path)
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        stop(f"{path} must have one input and one output, got {len(model.inputs)} and {len(model.outputs)}")
    if not model.compiled or model.loss is None:
        stop(f"{path} must be compiled with a loss before it is saved")
    return model


def fits(shape, wanted):
    return len(shape) == len(wanted) and all(w in (None, size) for size, w in zip(shape, wanted))


def check_inputs(model):
    if not fits(x.shape[1:], model.input_shape[1:]):
        stop(f"x.npy holds examples of shape {x.shape[1:]}, and the model takes {model.input_shape[1:]}")


def check_targets(model):
    *places, classes = model.output_shape[1:]
    if fits(y.shape[1:], model.output_shape[1:]) and not is_sparse(model):
        return
    if not fits(y.shape[1:], places):
        stop(f"y.npy holds targets of shape {y.shape[1:]}, and the model gives {model.output_shape[1:]}")
    if classes == 1:
        return
    if y.dtype.kind not in "biu":
        stop(f"y.npy must hold the whole numbers of classes, got {y.dtype}")
    if y.min() < 0 or y.max() >= classes:
        stop(f"y.npy must hold classes from 0 to {classes - 1}, got {y.min()} to {y.max()}")


def is_sparse(model):
    return "sparse" in str(getattr(model.loss, "name", model.loss))


def targets_of(labels, model):
    """Classes become one-hot, unless the loss takes them as they are."""
    *_, classes = model.output_shape
    if is_sparse(model):
        return labels
    if labels.ndim == len(model.output_shape):
        return labels.astype("float32")
    return labels[..., None].astype("float32") if classes == 1 else np.eye(classes, dtype="float32")[labels.astype(int)]


def load_share(model, workers, rank):
    """This worker's examples; as many for every worker, so that all take as many steps."""
    order = np.random.default_rng(0).permutation(len(x))
    mine = order[rank::workers][: len(x) // workers]
    return x[mine].astype(model.inputs[0].dtype), targets_of(y[mine], model)


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
    """Examples a second over all workers, without the first epoch, which compiles."""

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
model = load_model(checkpoint or args.model)
check_inputs(model)
check_targets(model)
inputs, targets = load_share(model, args.workers, args.rank)
args.checkpoints.mkdir(parents=True, exist_ok=True)

if args.rank == 0:
    start = f"after epoch {done}, from {checkpoint.name}" if checkpoint else "from the start"
    print(f"{args.workers} workers, {len(inputs)} examples each, {start}", flush=True)
throughput = Throughput()
throughput.seconds = []
if done < args.epochs:
    model.fit(
        inputs,
        targets,
        batch_size=args.batch_size // args.workers,
        initial_epoch=done,
        epochs=args.epochs,
        # A bar on a terminal, elsewhere a line an epoch.
        verbose=0 if args.rank > 0 else 1 if sys.stdout.isatty() else 2,
        callbacks=[throughput, Checkpoint()],
    )
save_whole(model, args.output)
if args.rank == 0 and len(throughput.seconds) > 1:
    rate = args.workers * len(inputs) / np.median(throughput.seconds[1:])
    print(f"throughput: {rate:.0f} examples/s", flush=True)
