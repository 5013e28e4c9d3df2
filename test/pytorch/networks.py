"""Writes networks/NAME.npz, the state_dict of a small network, and NAME.json, what PyTorch predicts with it.

Usage: networks.py, with torch and numpy (recorded with torch 2.15). `projected` is what it predicts after the `project`
of docs/pytorch.md, which is run as it stands there. Tensors are recorded in TensorFlow.js's layout, channels last.
"""

import json
import pathlib
import re

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parametrize

HERE = pathlib.Path(__file__).parent
C = 0.5


class Head(nn.Linear):
    """A subclass, as libraries have them."""


class Image(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 3, stride=2, padding=1),
            nn.BatchNorm2d(6),
            nn.ReLU(),
            nn.Conv2d(6, 12, (3, 2), groups=6),
            nn.ReLU(),
            nn.ConvTranspose2d(12, 4, 2, stride=2),
            nn.ReLU(),
        )
        self.head = Head(4 * 6 * 10, 5)

    def forward(self, x):
        return self.head(torch.flatten(self.features(x), 1))


class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.conv = nn.Conv1d(6, 8, 3)
        self.norm = nn.BatchNorm1d(8)
        self.last_norm = nn.LayerNorm(8)
        self.head = Head(8, 3, bias=False)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(self.embedding(x).transpose(1, 2))))
        return self.head(self.last_norm(x.mean(2)))


class Volume(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(2, 3, (2, 3, 2))
        self.up = nn.ConvTranspose3d(3, 4, 2, stride=2)
        self.head = Head(4, 2)

    def forward(self, x):
        return self.head(torch.relu(self.up(torch.relu(self.conv(x)))).mean((2, 3, 4)))


def projection_of_the_page():
    page = (HERE / "../../docs/pytorch.md").read_text()
    [block] = [b for b in re.findall(r"```python\n(.*?)```", page, re.S) if "UNIT_DIM = " in b]
    scope = {}
    exec(block, scope)
    return scope["project"]


def scatter(network):
    """Every weight other than it was, so that nothing is hidden by zeros and ones."""
    torch.manual_seed(1)
    for name, value in network.state_dict().items():
        if value.dtype == torch.float32:
            value.copy_(torch.rand_like(value) + 0.5 if "var" in name else 0.4 * torch.randn_like(value))


def plain(tensor):
    moved = tensor.movedim(1, -1) if tensor.ndim > 2 else tensor
    kind = "int32" if tensor.dtype == torch.int64 else "float32"
    return {"shape": list(moved.shape), "dtype": kind, "data": moved.flatten().tolist()}


def check(project):
    """What the page says of subclasses and parametrized modules."""
    plainly, own = nn.Linear(4, 3), Head(4, 3)
    normed = nn.utils.parametrizations.weight_norm(nn.Linear(4, 3))
    bounded = nn.Linear(4, 3)
    parametrize.register_parametrization(bounded, "weight", Tripled())
    for layer in (plainly, own, normed):
        project(nn.Sequential(layer), 0.1)
        assert layer.weight.norm(dim=1).max() <= 0.1 * (1 + 1e-6), layer
    project(nn.Sequential(bounded), 0.1)
    assert bounded.parametrizations.weight.original.norm(dim=1).max() <= 0.1 * (1 + 1e-6)
    embedding = nn.Embedding(3, 4, max_norm=0.1)
    embedding(torch.tensor([0]))
    norms = embedding.weight.norm(dim=1)
    assert norms[0] <= 0.1 * (1 + 1e-6) and norms[1] > 0.1


class Tripled(nn.Module):
    """A parametrization that cannot be inverted."""

    def forward(self, weight):
        return 3 * weight


project = projection_of_the_page()
check(project)
inputs = {
    Image: torch.randn(2, 3, 9, 11, generator=torch.Generator().manual_seed(2)).round(decimals=2),
    Sequence: torch.arange(14).reshape(2, 7) % 20,
    Volume: torch.randn(2, 2, 4, 4, 3, generator=torch.Generator().manual_seed(3)).round(decimals=2),
}
for kind, x in inputs.items():
    network = kind().eval()
    scatter(network)
    np.savez(
        HERE / f"networks/{kind.__name__.lower()}.npz",
        **{name: w.cpu().numpy() for name, w in network.state_dict().items()},
    )
    record = {"torch": torch.__version__, "input": plain(x)}
    with torch.no_grad():
        record["output"] = plain(network(x))
        project(network, C)
        record["projected"] = {"maxValue": C, **plain(network(x))}
    (HERE / f"networks/{kind.__name__.lower()}.json").write_text(json.dumps(record))
