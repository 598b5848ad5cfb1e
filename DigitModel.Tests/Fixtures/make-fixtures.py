"""Writes pytorch.json: a few training steps of small networks by PyTorch, for PyTorchTests.cs to repeat.

Run it with any PyTorch from 1.10 on: python3 make-fixtures.py

Weights and images follow from integers, so both sides have the very same ones. The numbers are PyTorch's in float64; how
far its own float32 is from them is written beside them, as the measure of what rounding does to that run. Arrays are in
this project's order: convolutions as row, column, input, output; dense weights as input, output; flattening with
channels innermost.
"""
import json
import math
import os

import torch
from torch.nn import functional as F

CLASSES = 10
BATCH = 6
STEPS = 5


def value(i, k):
    """In [-1, 1], the same in every language: only integers and one division."""
    return ((i * i * 31 + i * 7919 + k * 104729) % 2003 - 1001) / 1001


def values(count, k):
    return [value(i, k) for i in range(count)]


class Network:
    """Layers: (kind, numbers). Names and order of the parameters are those of the C# side."""

    def __init__(self, shape, text, layers, dtype):
        self.layers, self.dtype, self.text = layers, dtype, "x".join(map(str, shape)) + "|" + text
        self.parameters, self.statistics = {}, {}
        height, width, channels = shape
        for place, (kind, n) in enumerate(layers, 1):
            name = f"{place}.{kind}"
            if kind == "conv":
                filters, rows, columns, padding = n
                self.weights(name, (rows, columns, channels, filters), rows * columns * channels)
                height, width, channels = height + 2 * padding - rows + 1, width + 2 * padding - columns + 1, filters
            elif kind == "maxpool":
                height, width = height // n, width // n
            elif kind == "flatten":
                height, width, channels = 1, 1, height * width * channels
            elif kind == "dense":
                self.weights(name, (channels, n), channels)
                channels = n
            elif kind == "batchnorm":
                self.add(name + ".scale", (channels,), lambda v: 1 + v / 2)
                self.add(name + ".offset", (channels,), lambda v: v / 2)
                self.statistics[name + ".mean"] = torch.zeros(channels, dtype=dtype)
                self.statistics[name + ".variance"] = torch.ones(channels, dtype=dtype)

    def add(self, name, shape, change):
        data = [change(v) for v in values(math.prod(shape), len(self.parameters))]
        tensor = torch.tensor(data, dtype=torch.float64).to(torch.float32).to(self.dtype).reshape(shape)
        self.parameters[name] = tensor.requires_grad_()

    def weights(self, name, shape, inputs):
        self.add(name + ".weight", shape, lambda v: v * math.sqrt(3 / inputs))
        self.add(name + ".bias", shape[-1:], lambda v: v / 10)

    def logits(self, x, training):
        for place, (kind, n) in enumerate(self.layers, 1):
            name = f"{place}.{kind}"
            p = self.parameters
            if kind == "conv":
                x = F.conv2d(x, p[name + ".weight"].permute(3, 2, 0, 1), p[name + ".bias"], padding=n[3])
            elif kind == "maxpool":
                x = F.max_pool2d(x, n)
            elif kind == "flatten":
                x = x.permute(0, 2, 3, 1).flatten(1)
            elif kind == "dense":
                x = F.linear(x, p[name + ".weight"].t(), p[name + ".bias"])
            elif kind == "relu":
                x = F.relu(x)
            elif kind == "batchnorm":
                s = self.statistics
                x = F.batch_norm(x, s[name + ".mean"], s[name + ".variance"], p[name + ".scale"], p[name + ".offset"], training)
        return x


def train(make, optimizer, smoothing, shape, dtype):
    network = make(dtype)
    height, width, channels = shape
    step = optimizer(list(network.parameters.values()))
    losses = []
    for s in range(STEPS):
        images = torch.tensor(values(BATCH * height * width * channels, 100 + s), dtype=torch.float64)
        images = images.to(torch.float32).to(dtype).reshape(BATCH, height, width, channels).permute(0, 3, 1, 2)
        labels = torch.tensor([(3 * i + s) % CLASSES for i in range(BATCH)])
        loss = F.cross_entropy(network.logits(images, True), labels, label_smoothing=smoothing)
        step.zero_grad()
        loss.backward()
        step.step()
        losses.append(loss.item())
    with torch.no_grad():
        probabilities = F.softmax(network.logits(images, False), 1)
    arrays = {**network.parameters, **network.statistics}
    return network, losses, {name: t.detach().flatten().tolist() for name, t in arrays.items()}, probabilities.flatten().tolist()


def largest_difference(a, b):
    return max(abs(x - y) for x, y in zip(a, b))


def case(name, shape, text, layers, smoothing, settings, optimizer):
    def make(dtype):
        return Network(shape, text, layers, dtype)

    network, losses, arrays, probabilities = train(make, optimizer, smoothing, shape, torch.float64)
    _, losses32, arrays32, probabilities32 = train(make, optimizer, smoothing, shape, torch.float32)

    def rounded(numbers):
        return [float(f"{number:.9g}") for number in numbers]

    return {
        "name": name, "network": network.text, "batch": BATCH, "smoothing": smoothing, **settings,
        "losses": rounded(losses), "lossRounding": largest_difference(losses, losses32),
        "arrays": [{"name": n, "values": rounded(a), "rounding": largest_difference(a, arrays32[n])} for n, a in arrays.items()],
        "probabilities": rounded(probabilities), "probabilityRounding": largest_difference(probabilities, probabilities32),
    }


PLAIN = ((9, 11, 2), "conv 5 3x3 same; relu; maxpool 2; conv 7 3x2; relu; flatten; dense 12; relu; dense 10", [
    ("conv", (5, 3, 3, 1)), ("relu", 0), ("maxpool", 2), ("conv", (7, 3, 2, 0)), ("relu", 0), ("flatten", 0),
    ("dense", 12), ("relu", 0), ("dense", 10)])
NORMALIZED = ((8, 9, 1), "conv 6 3x3 pad 1; batchnorm; relu; maxpool 2; flatten; dense 11; batchnorm; relu; dense 10", [
    ("conv", (6, 3, 3, 1)), ("batchnorm", 0), ("relu", 0), ("maxpool", 2), ("flatten", 0),
    ("dense", 11), ("batchnorm", 0), ("relu", 0), ("dense", 10)])

cases = [
    case("sgd", *PLAIN, 0, {"optimizer": "sgd", "rate": 0.1, "momentum": 0.9, "decay": 0},
         lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    case("nesterov", *PLAIN, 0, {"optimizer": "nesterov", "rate": 0.05, "momentum": 0.8, "decay": 0.001},
         lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, weight_decay=0.001, nesterov=True)),
    case("adam", *PLAIN, 0, {"optimizer": "adam", "rate": 0.002, "decay": 0},
         lambda p: torch.optim.Adam(p, lr=0.002)),
    case("rmsprop", *PLAIN, 0, {"optimizer": "rmsprop", "rate": 0.001, "alpha": 0.9, "decay": 0.0001},
         lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=1e-8, weight_decay=0.0001)),
    case("batchnorm", *NORMALIZED, 0.1, {"optimizer": "sgd", "rate": 0.05, "momentum": 0.9, "decay": 0},
         lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pytorch.json"), "w") as file:
    json.dump({"pytorch": torch.__version__, "steps": STEPS, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
