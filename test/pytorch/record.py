"""Records what PyTorch's torch.renorm makes of weights in PyTorch's layouts: python record.py > renorm.json

Each unit's incoming weights lie along all axes but `dim`. Weights are written as they are in PyTorch; the test permutes
them to the layout of TensorFlow.js.
"""

import json

import torch

torch.manual_seed(0)
C = 1.0


def case(layer, weight, dim, permutation, axis):
    projected = torch.renorm(weight, p=2, dim=dim, maxnorm=C)
    return {
        "layer": layer,
        "shape": list(weight.shape),
        "weight": weight.flatten().tolist(),
        "projected": projected.flatten().tolist(),
        # To TensorFlow.js's layout, and the axes to reduce there.
        "permutation": permutation,
        "axis": axis,
    }


def weights(module, scale):
    with torch.no_grad():
        return (module.weight * scale).detach().contiguous()


def main():
    nn = torch.nn
    cases = [
        # [out, in] -> [in, out]
        case("Linear", weights(nn.Linear(7, 5), 3), 0, [1, 0], [0]),
        # [out, in, h, w] -> [h, w, in, out]
        case("Conv2d", weights(nn.Conv2d(3, 4, 3), 3), 0, [2, 3, 1, 0], [0, 1, 2]),
        # [in, out, h, w] -> [h, w, out, in]: the units lie on dimension 1
        case("ConvTranspose2d", weights(nn.ConvTranspose2d(3, 4, 3), 3), 1, [2, 3, 1, 0], [0, 1, 3]),
        # [channels, 1, h, w] -> [h, w, channels, 1]
        case("depthwise Conv2d", weights(nn.Conv2d(4, 4, 3, groups=4), 2), 0, [2, 3, 0, 1], [0, 1]),
        # [vocabulary, size] on both sides
        case("Embedding", weights(nn.Embedding(6, 5), 0.7), 0, [0, 1], [1]),
    ]
    print(json.dumps({"torch": torch.__version__, "maxValue": C, "cases": cases}))


main()
