"""What runs: the painter for one painting and one shot, as plain convolutions with constant weights. See README.md."""

import torch
import torch.nn.functional as F
from torch import nn

from fast.network import BLOCKS, MODULATED, colour_maps, colour_statistics


class Folded(nn.Module):
    """Input: pictures (B, 3, H, W) less `mean`; output: painted, not clamped. H and W are multiples of 4."""

    def __init__(self, convs, fine, mean):
        super().__init__()
        self.strides = {name: stride for name, _, _, stride in MODULATED}
        for name, (weight, bias) in convs.items():
            self.register_buffer(f"{name}_weight", weight.contiguous())
            self.register_buffer(f"{name}_bias", bias.contiguous())
        self.register_buffer("fine", fine.view(1, -1, 1, 1))
        self.register_buffer("mean", mean.view(1, 3, 1, 1))  # of the shot's colours

    def conv(self, name, x):
        weight = getattr(self, f"{name}_weight")
        if weight.shape[-1] == 3:
            x = F.pad(x, (1, 1, 1, 1), mode="reflect")
        return F.conv2d(x, weight, getattr(self, f"{name}_bias"), self.strides.get(name, 1))

    def forward(self, x):
        x = F.pixel_unshuffle(x, 2)
        around = self.conv("around", x)
        stem = F.relu(self.conv("stem", x))
        x = F.relu(self.conv("down", stem))
        for k in range(1, BLOCKS + 1):
            x = x + self.conv(f"block{k}b", F.relu(self.conv(f"block{k}a", x)))
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = F.relu(self.conv("up", x)) + self.fine * stem
        x = F.relu(self.conv("detail", x))
        return F.pixel_shuffle(self.conv("out", x) + around, 2)


@torch.no_grad()
def folded(painter, style, frames):
    """The painter for a painting's statistics and a shot, of which `frames` (K, 3, H, W) are every 8th."""
    content = colour_statistics(frames[None])
    into, out_of = colour_maps(content, style["rgb"])
    u = torch.einsum("ij,kjhw->kihw", into[0], frames - content[0][0].view(1, 3, 1, 1))
    record = []
    painter(u[None], style, len(frames), record)
    _, fine, gain = painter.reader(style)
    convs = {}
    for (name, *_), (a, b) in zip(MODULATED, record):
        convs[name] = painter.convs[name].weight * a[0].view(-1, 1, 1, 1), b[0]
    # Channels of a picture whose 2x2 blocks are stacked: c * 4 + row * 2 + column.
    weight, bias = convs["stem"]
    stacked = weight.unflatten(1, (3, 4))
    convs["stem"] = torch.einsum("oidhw,ic->ocdhw", stacked, into[0]).flatten(1, 2), bias
    target, mean = out_of[0], style["rgb"][0][0]
    out = painter.out.weight.unflatten(0, (3, 4)), painter.out.bias.unflatten(0, (3, 4))
    convs["out"] = (
        torch.einsum("ij,jdchw->idchw", target, out[0]).flatten(0, 1),
        (torch.einsum("ij,jd->id", target, out[1]) + mean[:, None]).flatten(),
    )
    around = torch.einsum("ij,de->idje", gain[0, 0] * target @ into[0], torch.eye(4)).reshape(12, 12, 1, 1)
    convs["around"] = around, torch.zeros(12)
    return Folded(convs, fine[0], content[0][0])
