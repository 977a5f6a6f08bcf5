"""The student network and its teachers."""

import json
import re

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

BLOCKS = (2, 2, 4, 4, 1)
LAYERS = [f"{block + 1}_{index + 1}" for block, count in enumerate(BLOCKS) for index in range(count)]
STYLE_LAYERS = ["1_1", "2_1", "3_1", "4_1", "5_1"]
TARGETS = {"1_1": 32, "2_1": 80, "3_1": 160, "3_4": 160, "4_1": 128, "5_1": 128}  # principal axes of the teacher
WIDTHS = (16, 32, 64, 128, 128)
MEAN = (123.68 / 255, 116.779 / 255, 103.939 / 255)  # RGB, subtracted before zero padding, as in VGG
INPUT_GAIN = 4.0  # a plain constant in training; folded into conv1_1 at export


def mean_tensor(like):
    return torch.tensor(MEAN, dtype=like.dtype).view(1, 3, 1, 1)


class Student(nn.Module):
    """VGG-19's topology up to relu5_1, average pooling, BatchNorm until folded."""

    def __init__(self, widths=WIDTHS, norm=True):
        super().__init__()
        self.convs = nn.ModuleDict()
        self.norms = nn.ModuleDict()
        channels = 3
        for name in LAYERS:
            width = widths[int(name[0]) - 1]
            conv = nn.Conv2d(channels, width, 3, padding=1, bias=not norm)
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            self.convs[name] = conv
            if norm:
                self.norms[name] = nn.BatchNorm2d(width, momentum=0.02)
            channels = width

    def forward(self, x, wanted=tuple(TARGETS)):
        x = (x - mean_tensor(x)) * INPUT_GAIN
        out = {}
        for name in LAYERS:
            if name.endswith("_1") and name != "1_1":
                x = F.avg_pool2d(x, 2)
            x = self.convs[name](x)
            if name in self.norms:
                x = self.norms[name](x)
            x = F.relu(x)
            if name in wanted:
                out[name] = x
        return out

    @torch.no_grad()
    def folded(self):
        """The same function without BatchNorm and without the input gain: {name: (weight, bias)}."""
        out = {}
        for name in LAYERS:
            conv = self.convs[name]
            weight = conv.weight.detach().float().clone()
            bias = conv.bias.detach().float().clone() if conv.bias is not None else torch.zeros(weight.shape[0])
            if name in self.norms:
                norm = self.norms[name]
                gain = norm.weight / (norm.running_var + norm.eps).sqrt()
                weight *= gain.view(-1, 1, 1, 1)
                bias = (bias - norm.running_mean) * gain + norm.bias
            if name == "1_1":
                weight *= INPUT_GAIN
            out[name] = (weight, bias)
        return out


class PlainVgg(nn.Module):
    """A finished network: ours as exported, or a teacher. Knows its own input convention and padding."""

    def __init__(self, weights, matrix, offset, pool="avg", reflect=False, dtype=torch.float32):
        """Input: matrix @ rgb + offset, before padding."""
        super().__init__()
        self.names = [name for name in LAYERS if name in weights]
        self.pool, self.reflect, self.dtype = pool, reflect, dtype
        self.register_buffer("matrix", matrix.view(3, 3, 1, 1))
        self.register_buffer("offset", offset.view(3))
        for name in self.names:
            weight, bias = weights[name]
            weight = weight.to(dtype).contiguous(memory_format=torch.channels_last)
            self.register_buffer("w" + name, weight)
            self.register_buffer("b" + name, bias.to(dtype))

    def forward(self, x, wanted):
        x = F.conv2d(x, self.matrix, self.offset).to(self.dtype)
        x = x.contiguous(memory_format=torch.channels_last)
        out = {}
        last = max(self.names.index(name) for name in wanted)
        for name in self.names[: last + 1]:
            if name.endswith("_1") and name != "1_1":
                x = F.max_pool2d(x, 2) if self.pool == "max" else F.avg_pool2d(x, 2)
            if self.reflect:
                x = F.pad(x, (1, 1, 1, 1), mode="reflect")
            x = F.conv2d(x, getattr(self, "w" + name), getattr(self, "b" + name), padding=0 if self.reflect else 1).relu_()
            if name in wanted:
                out[name] = x
        return out


def load_vgg19(data, dtype=torch.float32):
    tensors = load_file(data / "models/vgg19_conv1_1-conv3_4.safetensors")
    weights = {name: (tensors[f"conv{name}.weight"], tensors[f"conv{name}.bias"]) for name in LAYERS if f"conv{name}.weight" in tensors}
    return PlainVgg(weights, torch.eye(3).flip(1) * 255, torch.tensor([-103.939, -116.779, -123.68]), pool="max", dtype=dtype)


def load_se5(data, dtype=torch.float32):
    """The SE5 encoder and its heads for relu4_1 and relu5_1. Its conv0 (about BGR * 255 - mean) is the input matrix."""
    tensors = load_file(data / "models/vgg19_small16x_wct.safetensors")
    key = {name: "5SE.conv" + name.replace("_", "") for name in LAYERS}
    weights = {name: (tensors[key[name] + ".weight"], tensors[key[name] + ".bias"]) for name in LAYERS}
    net = PlainVgg(weights, tensors["5SE.conv0.weight"], tensors["5SE.conv0.bias"], pool="max", reflect=True, dtype=dtype)
    heads = {name: (tensors[key[name] + "_aux.weight"].to(dtype), tensors[key[name] + "_aux.bias"].to(dtype)) for name in STYLE_LAYERS}
    return net, heads


def load_exported(path):
    """Our exported file: the network and the metrics {layer: M}."""
    with safe_open(path, "pt") as file:
        meta = file.metadata()
    tensors = {key: tensor.float() for key, tensor in load_file(path).items()}
    weights = {name: (tensors[f"conv{name}.weight"], tensors[f"conv{name}.bias"]) for name in LAYERS}
    metrics = {re.sub("metric.relu", "", key): value for key, value in tensors.items() if key.startswith("metric.")}
    return PlainVgg(weights, torch.eye(3), -torch.tensor(json.loads(meta["mean"])), pool="avg"), metrics
