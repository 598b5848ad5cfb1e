"""Writes ONNX files as other frameworks write them, and what they compute: expected.json.

Needs PyTorch and onnx (Debian: python3-torch, python3-onnx). The files named pytorch-* are exported by PyTorch itself; the
others are put together here as tf2onnx writes Keras' networks, and as CNTK wrote the one of the ONNX model zoo. Scores are
computed by PyTorch in double. The weights are random: seed 1.
"""
import base64
import json
import pathlib

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

here = pathlib.Path(__file__).parent
torch.manual_seed(1)
pixels = torch.randint(0, 256, (4, 784)) * (torch.rand(4, 784) < 0.25)
expected = {"pixels": base64.b64encode(pixels.to(torch.uint8).numpy().tobytes()).decode(), "files": {}}


def expect(name, logits, **options):
    scores = functional.softmax(logits.double(), 1)
    assert scores.max(1).values.mean() > 0.2, name
    expected["files"][name] = {"options": options, "scores": [[float(f"{s:.9g}") for s in row] for row in scores.tolist()]}


def livelier(module):
    """Batch statistics, biases and logits that no mistake leaves as they are."""
    for part in module.modules():
        if isinstance(part, (nn.BatchNorm2d, nn.BatchNorm1d)):
            part.running_mean.uniform_(-0.5, 0.5)
            part.running_var.uniform_(0.5, 2)
            nn.init.uniform_(part.weight, 0.5, 2)
            nn.init.uniform_(part.bias, -0.5, 0.5)
    last = [part for part in module.modules() if isinstance(part, nn.Linear)][-1]
    last.weight.data *= 6
    return module.eval()


class Example(nn.Module):
    """The network of PyTorch's example for MNIST, narrower: pixels of mean 0.1307 and deviation 0.3081, log-softmax."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 5, 3)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(720, 12), nn.Linear(12, 10)

    def forward(self, x):
        x = functional.relu(self.conv2(functional.relu(self.conv1(x))))
        x = torch.flatten(self.dropout1(functional.max_pool2d(x, 2)), 1)
        return functional.log_softmax(self.fc2(self.dropout2(functional.relu(self.fc1(x)))), dim=1)


class View(nn.Module):
    """Batch normalisation, no biases, strides, padding; the shape is computed by the graph."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 6, (3, 2), padding=(1, 0), bias=False), nn.BatchNorm2d(6), nn.ReLU(inplace=True))
        self.classifier = nn.Sequential(nn.Linear(252, 16, bias=False), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 10))

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.view(x.size(0), -1))


class Pools(nn.Module):
    """Convolutions by group and with gaps, means of windows and of all."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 6, 3, groups=6), nn.Conv2d(6, 8, 1), nn.ReLU(),
            nn.Conv2d(8, 8, 3, dilation=2, groups=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))

    def forward(self, x):
        return functional.softmax(self.layers(x) * 20, dim=-1)


def export(name, module, opset, dynamic, unit, **options):
    livelier(module)
    torch.onnx.export(
        module, torch.zeros(1, 1, 28, 28), here / name, opset_version=opset, input_names=["input"], output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}} if dynamic else None)
    result = module.double()(unit.double().view(-1, 1, 28, 28))
    expect(name, result.log() if result.min() >= 0 else result, **options)


grey = pixels.double() / 255
export("pytorch-example.onnx", Example(), 13, True, (grey - 0.1307) / 0.3081, mean=0.1307, std=0.3081)
export("pytorch-view.onnx", View(), 9, True, grey)
export("pytorch-view-one-image.onnx", View(), 16, False, 1 - grey, inverted=True)
export("pytorch-pools.onnx", Pools(), 17, True, grey * 255 / 100, scale=2.55)


def random(*shape, scale=1.0):
    return ((torch.rand(*shape) - 0.5) * scale).float()


def raw(name, tensor, dtype=numpy.float32):
    return numpy_helper.from_array(tensor.numpy().astype(dtype), name)


def typed(name, tensor, kind=TensorProto.FLOAT):
    return helper.make_tensor(name, kind, list(tensor.shape), tensor.flatten().tolist())


def integers(name, *values):
    return numpy_helper.from_array(numpy.array(values, dtype=numpy.int64), name)


def save(name, nodes, initializers, shape, opset, producer, inputs=()):
    graph = helper.make_graph(
        nodes, "graph", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape), *inputs],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [shape[0], 10])], initializers)
    model = helper.make_model(graph, producer_name=producer, opset_imports=[helper.make_opsetid("", opset)], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, here / name)


def node(kind, inputs, output, **attributes):
    return helper.make_node(kind, inputs, [output], name=output, **attributes)


# Keras by tf2onnx: rows, columns, channels outside, channels first inside; padding at the bottom and the right alone.
w1, b1, w2 = random(4, 1, 3, 3, scale=2), random(4), random(5, 4, 3, 3)
bn = [random(5) + 1, random(5), random(5), random(5) + 1]
d1, c1, d2, c2 = random(7 * 7 * 5, 14), random(14), random(14, 10, scale=3), random(10)
save("keras.onnx", [
    node("Transpose", ["x"], "nchw", perm=[0, 3, 1, 2]),
    node("Conv", ["nchw", "w1", "b1"], "c1", kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 1, 1], dilations=[1, 1], group=1),
    node("Relu", ["c1"], "r1"),
    node("Conv", ["r1", "w2"], "c2", auto_pad="SAME_UPPER", kernel_shape=[3, 3], strides=[1, 1]),
    node("BatchNormalization", ["c2", "gamma", "beta", "mean", "variance"], "n2", epsilon=0.001),
    node("Relu", ["n2"], "r2"),
    node("MaxPool", ["r2"], "p2", kernel_shape=[2, 2], strides=[2, 2]),
    node("Transpose", ["p2"], "nhwc", perm=[0, 2, 3, 1]),
    node("Reshape", ["nhwc", "shape"], "flat"),
    node("MatMul", ["flat", "d1"], "m1"), node("Add", ["m1", "c3"], "a1"), node("Relu", ["a1"], "r3"),
    node("MatMul", ["r3", "d2"], "m2"), node("Add", ["m2", "c4"], "a2"), node("Softmax", ["a2"], "y"),
], [raw("w1", w1), raw("b1", b1), typed("w2", w2), *[typed(n, t) for n, t in zip(["gamma", "beta", "mean", "variance"], bn)],
    integers("shape", -1, 245), raw("d1", d1), raw("c3", c1), raw("d2", d2), raw("c4", c2)],
    ["unk__31", 28, 28, 1], 15, "tf2onnx")
x = functional.relu(functional.conv2d(functional.pad(grey.view(-1, 1, 28, 28), (0, 1, 0, 1)), w1.double(), b1.double(), 2))
x = functional.batch_norm(functional.conv2d(x, w2.double(), padding=1), *[t.double() for t in (bn[2], bn[3], bn[0], bn[1])], eps=0.001)
x = functional.max_pool2d(functional.relu(x), 2).permute(0, 2, 3, 1).flatten(1)
expect("keras.onnx", functional.relu(x @ d1.double() + c1.double()) @ d2.double() + c2.double())

# As CNTK wrote the zoo's mnist-8: one image, weights reshaped by the graph, biases added apart, bytes in, logits out.
w1, b1, w2, b2, d1, c1 = random(3, 1, 5, 5), random(3, 1, 1), random(4, 3, 5, 5), random(4, 1, 1), random(4, 4, 4, 10, scale=0.2), random(1, 10)
weights = [raw("w1", w1), raw("b1", b1), typed("w2", w2), raw("b2", b2), raw("d1", d1), raw("c1", c1), integers("s1", 1, 64), integers("s2", 64, 10)]
save("cntk.onnx", [
    node("Reshape", ["d1", "s2"], "d2"),
    node("Div", ["x", "full"], "unit"),
    node("Conv", ["unit", "w1"], "v1", kernel_shape=[5, 5], strides=[1, 1], auto_pad="SAME_UPPER", group=1, dilations=[1, 1]),
    node("Add", ["v1", "b1"], "a1"), node("Relu", ["a1"], "r1"),
    node("MaxPool", ["r1"], "p1", kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0], auto_pad="NOTSET"),
    node("Conv", ["p1", "w2"], "v2", kernel_shape=[5, 5], strides=[1, 1], auto_pad="SAME_UPPER", group=1, dilations=[1, 1]),
    node("Add", ["v2", "b2"], "a2"), node("Relu", ["a2"], "r2"),
    node("MaxPool", ["r2"], "p2", kernel_shape=[3, 3], strides=[3, 3], pads=[0, 0, 0, 0], auto_pad="NOTSET"),
    node("Reshape", ["p2", "s1"], "flat"), node("MatMul", ["flat", "d2"], "m"), node("Add", ["m", "c1"], "y"),
], [*weights, raw("full", torch.tensor([255.0]))], [1, 1, 28, 28], 8, "CNTK",
    [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in weights] + [helper.make_tensor_value_info("full", TensorProto.FLOAT, [1])])
x = functional.max_pool2d(functional.relu(functional.conv2d(grey.view(-1, 1, 28, 28), w1.double(), padding=2) + b1.double()), 2)
x = functional.max_pool2d(functional.relu(functional.conv2d(x, w2.double(), padding=2) + b2.double()), 3)
expect("cntk.onnx", x.flatten(1) @ d1.double().view(64, 10) + c1.double(), scale=255)

# Vectors in; weights in half and double precision, raw and typed; digits in another order.
w1, d1, c1, d2, c2 = random(3, 1, 4, 4).half(), random(9, 147).half(), random(9).double(), random(9, 10, scale=4).double(), random(10).double()
save("vector.onnx", [
    node("Constant", [], "mean", value=typed("", torch.tensor(0.5))),
    node("Sub", ["x", "mean"], "centred"), node("Unsqueeze", ["centred", "axes"], "row"), node("Reshape", ["row", "sides"], "image"),
    node("Cast", ["w1"], "w1f", to=TensorProto.FLOAT),
    node("Conv", ["image", "w1f"], "c1", strides=[4, 4]), node("Relu", ["c1"], "r1"),
    node("Flatten", ["r1"], "f1", axis=1), node("Cast", ["d1"], "d1f", to=TensorProto.FLOAT), node("Cast", ["c3"], "c3f", to=TensorProto.FLOAT),
    node("Gemm", ["f1", "d1f", "c3f"], "g1", transB=1, alpha=0.5, beta=2.0), node("Relu", ["g1"], "r2"), node("Identity", ["r2"], "i2"),
    node("Cast", ["d2"], "d2f", to=TensorProto.FLOAT), node("Cast", ["c4"], "c4f", to=TensorProto.FLOAT),
    node("MatMul", ["i2", "d2f"], "m2"), node("Add", ["c4f", "m2"], "a2"), node("Softmax", ["a2"], "y", axis=-1),
], [raw("w1", w1, numpy.float16), raw("d1", d1, numpy.float16), typed("c3", c1, TensorProto.DOUBLE), raw("d2", d2, numpy.float64),
    typed("c4", c2.half(), TensorProto.FLOAT16), integers("axes", 1), integers("sides", -1, 1, 28, 28)], ["N", 784], 14, "by hand")
x = functional.relu(functional.conv2d(grey.view(-1, 1, 28, 28) - 0.5, w1.double(), stride=4)).flatten(1)
x = functional.relu(0.5 * x @ d1.double().T + 2 * c1) @ d2.float().double() + c2.half().double()
order = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
by_digit = torch.empty_like(x)
by_digit[:, order] = x
expect("vector.onnx", by_digit, labels="1234567890")

(here / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
