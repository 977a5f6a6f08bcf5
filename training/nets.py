"""The students, their teacher VGG-16, and finished networks."""

import json
import re

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

CONVOLUTIONS = ["1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "4_1", "4_2", "4_3", "5_1"]  # VGG-16 up to relu5_1
STYLE_LAYERS = ["1_1", "2_1", "3_1", "4_1", "5_1"]
CONTENT_LAYER = "4_1"
LEARNT = {"1_1": 32, "2_1": 64, "3_1": 128, "3_3": 160, "4_1": 224, "4_2": 160, "5_1": 224}  # principal axes of the teacher
MEAN = (123.68 / 255, 116.779 / 255, 103.939 / 255)  # RGB, subtracted before the zero padding, as in VGG
INPUT_GAIN = 4.0  # of training only; folded into conv1_1 at export

# Channels of each block.
SHAPES = {
    "small": (16, 48, 64, 128, 128),
    "wide": (32, 64, 128, 256, 256),
}


def starts_block(name):
    return name.endswith("_1") and name != "1_1"


def pooled(x, kind):
    return F.max_pool2d(x, 2) if kind == "max" else F.avg_pool2d(x, 2)


class Student(nn.Module):
    """VGG-16's topology up to relu5_1, max pooling. BatchNorm's statistics are frozen early, and folded at export."""

    def __init__(self, widths):
        super().__init__()
        self.convs, self.norms = nn.ModuleDict(), nn.ModuleDict()
        channels = 3
        for name in CONVOLUTIONS:
            width = widths[int(name[0]) - 1]
            conv = nn.Conv2d(channels, width, 3, padding=1)
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)
            self.convs[name] = conv
            self.norms[name] = nn.BatchNorm2d(width, momentum=0.02)
            channels = width

    def forward(self, x, wanted=tuple(LEARNT)):
        x = (x - torch.tensor(MEAN, dtype=x.dtype).view(1, 3, 1, 1)) * INPUT_GAIN
        out = {}
        for name in CONVOLUTIONS:
            if starts_block(name):
                x = F.max_pool2d(x, 2)
            x = F.relu(self.norms[name](self.convs[name](x)))
            if name in wanted:
                out[name] = x
        return out

    @torch.no_grad()
    def start_from(self, finished):
        """Takes over the weights of one of ours as exported, which has no BatchNorm: its statistics become neutral."""
        for name in CONVOLUTIONS:
            conv, norm = self.convs[name], self.norms[name]
            weight = getattr(finished, "w" + name)
            if weight.shape != conv.weight.shape:
                raise ValueError(f"conv{name}: expected {tuple(conv.weight.shape)}, the file has {tuple(weight.shape)}")
            conv.weight.copy_(weight / INPUT_GAIN if name == "1_1" else weight)
            nn.init.zeros_(conv.bias)
            norm.weight.fill_((1 + norm.eps) ** 0.5)
            norm.bias.copy_(getattr(finished, "b" + name))

    @torch.no_grad()
    def weights(self):
        """The same function without BatchNorm and without the input gain: {name: (weight, bias)}."""
        out = {}
        for name in CONVOLUTIONS:
            conv = self.convs[name]
            weight, bias = conv.weight.detach().float().clone(), conv.bias.detach().float().clone()
            norm = self.norms[name]
            gain = norm.weight / (norm.running_var + norm.eps).sqrt()
            weight *= gain.view(-1, 1, 1, 1)
            bias = (bias - norm.running_mean) * gain + norm.bias
            if name == "1_1":
                weight *= INPUT_GAIN
            out[name] = (weight, bias)
        return out


class Finished(nn.Module):
    """A network whose weights do not change: one of ours as exported, or a teacher."""

    def __init__(self, weights, matrix, offset, pool, dtype=torch.float32):
        """Input: matrix @ rgb + offset, before padding."""
        super().__init__()
        self.names, self.pool, self.dtype = list(weights), pool, dtype
        self.register_buffer("matrix", matrix.view(3, 3, 1, 1))
        self.register_buffer("offset", offset.view(3))
        for name, (weight, bias) in weights.items():
            self.register_buffer("w" + name, weight.to(dtype).contiguous(memory_format=torch.channels_last))
            self.register_buffer("b" + name, bias.to(dtype))

    def forward(self, x, wanted):
        x = F.conv2d(x, self.matrix, self.offset).to(self.dtype).contiguous(memory_format=torch.channels_last)
        out = {}
        last = max(self.names.index(name) for name in wanted)
        for name in self.names[: last + 1]:
            if starts_block(name):
                x = pooled(x, self.pool)
            x = F.conv2d(x, getattr(self, "w" + name), getattr(self, "b" + name), padding=1)
            x = F.relu(x) if x.requires_grad else x.relu_()
            if name in wanted:
                out[name] = x
        return out


def caffe(path, dtype):
    tensors = load_file(path)
    names = sorted(key[4:-7] for key in tensors if key.endswith(".weight"))
    weights = {name: (tensors[f"conv{name}.weight"].float(), tensors[f"conv{name}.bias"].float()) for name in names}
    return Finished(weights, torch.eye(3).flip(1) * 255, torch.tensor([-103.939, -116.779, -123.68]), "max", dtype)


def load_vgg16(data, dtype=torch.float32):
    return caffe(data / "models/vgg16.safetensors", dtype)


def load_vgg19(data, dtype=torch.float32):
    """Up to relu3_4."""
    return caffe(data / "models/vgg19_conv1_1-conv3_4.safetensors", dtype)


def load_exported(path):
    """One of ours: the network, and the metrics {layer: M}."""
    with safe_open(path, "pt") as file:
        meta = file.metadata()
    tensors = {key: tensor.float() for key, tensor in load_file(path).items()}
    names = sorted(key[4:-7] for key in tensors if key.startswith("conv") and key.endswith(".weight"))
    weights = {name: (tensors[f"conv{name}.weight"], tensors[f"conv{name}.bias"]) for name in names}
    metrics = {re.sub("metric.relu", "", key): value for key, value in tensors.items() if key.startswith("metric.")}
    pool = "avg" if meta["pooling"].startswith("average") else "max"
    return Finished(weights, torch.eye(3), -torch.tensor(json.loads(meta["mean"])), pool), metrics
