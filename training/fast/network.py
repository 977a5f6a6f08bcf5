"""The fast painter: one picture in, one picture out, its look set by a painting's statistics. See README.md."""

import torch
import torch.nn.functional as F
from torch import nn

LAYERS = {"1_1": 16, "2_1": 48, "3_1": 64, "4_1": 128, "5_1": 128}  # of nst-vgg-small
DIRECTIONS = 48  # learnt directions per layer along which a painting's covariance is read
WIDTH, HALF, BLOCKS = 64, 32, 5
HIDDEN = 128
EPSILON = 1e-5
# Convolutions followed by normalisation and modulation, in the order that they are used: (name, channels in, out, stride).
MODULATED = [
    ("stem", 12, HALF, 1),
    ("down", HALF, WIDTH, 2),
    *[(f"block{k}{part}", WIDTH, WIDTH, 1) for k in range(1, BLOCKS + 1) for part in "ab"],
    ("up", WIDTH, HALF, 1),
    ("detail", HALF, HALF, 1),
]


def descriptor_size():
    return 2 * sum(LAYERS.values()) + DIRECTIONS * len(LAYERS) + 9


class StyleReader(nn.Module):
    """From a painting's statistics to a scale and a shift for every modulated channel, and the gains of the two ways round."""

    def __init__(self):
        super().__init__()
        self.directions = nn.ParameterDict()
        for name, channels in LAYERS.items():
            self.directions[name] = nn.Parameter(torch.randn(channels, DIRECTIONS) / channels**0.5)
        self.register_buffer("centre", torch.zeros(2 * sum(LAYERS.values()) + 9))  # of means, deviations and colours
        self.register_buffer("spread", torch.ones(2 * sum(LAYERS.values()) + 9))
        self.first = nn.Linear(descriptor_size(), HIDDEN)
        self.second = nn.Linear(HIDDEN, HIDDEN)
        self.counts = [channels for _, _, channels, _ in MODULATED]
        self.last = nn.Linear(HIDDEN, 2 * sum(self.counts) + HALF + 1)
        nn.init.normal_(self.last.weight, std=0.02)
        nn.init.zeros_(self.last.bias)

    @staticmethod
    def plain(style):
        """What is read without learning: (B, 2 * 384 + 9)."""
        parts = [style[name][0] for name in LAYERS]
        parts += [(style[name][1].diagonal(dim1=1, dim2=2) + 1e-4).log() * 0.5 for name in LAYERS]
        mean, covariance = style["rgb"]
        upper = torch.triu_indices(3, 3)
        return torch.cat([*parts, mean, covariance[:, upper[0], upper[1]] * 5], 1)

    def forward(self, style):
        plain = (self.plain(style) - self.centre) / self.spread
        along = []
        for name in LAYERS:
            # Of the correlations, so that variances, already read, do not drown them.
            deviation = (style[name][1].diagonal(dim1=1, dim2=2) + 1e-4).sqrt()
            weights = F.normalize(self.directions[name], dim=0)
            scaled = weights[None] / deviation[:, :, None]
            along.append(((style[name][1] @ scaled) * scaled).sum(1).clamp(min=1e-3).log())
        x = F.relu(self.first(torch.cat([plain, *along], 1)))
        x = x + F.relu(self.second(x))
        out = self.last(x)
        scales, shifts, fine, gain = out.split([sum(self.counts), sum(self.counts), HALF, 1], 1)
        return list(zip(scales.split(self.counts, 1), shifts.split(self.counts, 1))), fine + 0.3, gain + 1


class Painter(nn.Module):
    def __init__(self):
        super().__init__()
        self.reader = StyleReader()
        self.convs = nn.ModuleDict()
        for name, inputs, outputs, stride in MODULATED:
            conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False, padding_mode="reflect")
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            self.convs[name] = conv
        self.out = nn.Conv2d(HALF, 12, 3, 1, 1, padding_mode="reflect")
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.out.bias)
        self.bfloat16 = False  # convolutions in bfloat16, for training where the processor has it

    def forward(self, u, style, own, record=None):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            return self.painted(u, style, own, record).float()

    def painted(self, u, style, own, record):
        """What is painted, in the painting's whitened colours.

        u (G, K, 3, H, W): K pictures for each of G paintings, whitened colours; H and W multiples of 4. The first
        `own` of each K are "the shot": all K are normalised by the statistics of these. The factors and offsets that
        follow (each (G, channels), in the order of MODULATED) are added to the list `record`.
        """
        groups, count = u.shape[:2]
        with torch.autocast("cpu", enabled=False):
            modulations, fine, gain = self.reader(style)
        turn = iter(modulations)

        def norm(x):
            scale, shift = next(turn)
            channels = x.shape[1]
            shot = x.view(groups, count, *x.shape[1:])[:, :own].float()
            variance, mean = torch.var_mean(shot, (1, 3, 4), correction=0)
            a = (1 + scale) / (variance + EPSILON).sqrt()
            b = shift - mean * a
            if record is not None:
                record.append((a, b))
            a, b = (v[:, None].expand(groups, count, channels).reshape(-1, channels, 1, 1) for v in (a, b))
            return torch.addcmul(b.to(x.dtype), x, a.to(x.dtype))

        first = F.pixel_unshuffle(u.flatten(0, 1), 2).contiguous(memory_format=torch.channels_last)
        stem = F.relu(norm(self.convs["stem"](first)))
        x = F.relu(norm(self.convs["down"](stem)))
        for k in range(1, BLOCKS + 1):
            y = F.relu(norm(self.convs[f"block{k}a"](x)))
            x = x + norm(self.convs[f"block{k}b"](y))
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        fine, gain = (v.repeat_interleave(count, 0)[:, :, None, None] for v in (fine, gain))
        x = F.relu(norm(self.convs["up"](x))) + fine * stem
        x = F.relu(norm(self.convs["detail"](x)))
        y = self.out(x) + gain * first
        return F.pixel_shuffle(y, 2).view_as(u)


FLOOR = (3 / 255) ** 2  # as in src/stylize/colour-transfer.ts


def power(matrix, exponent):
    """Of symmetric positive matrices (..., 3, 3)."""
    values, vectors = torch.linalg.eigh(matrix.double())
    return ((vectors * values.clamp(min=1e-12).pow(exponent)[..., None, :]) @ vectors.transpose(-1, -2)).float()


def colour_statistics(pictures):
    """(G, K, 3, H, W) -> means (G, 3), covariances (G, 3, 3), over all K."""
    flat = pictures.transpose(1, 2).flatten(2)
    mean = flat.mean(2)
    flat = flat - mean[:, :, None]
    return mean, flat @ flat.transpose(1, 2) / flat.shape[2]


def colour_maps(content, style):
    """u = A (x - mean of the shot) is white, turned so that B u + mean of the painting is the least change of colours.

    Returns A, B: B A is the map of colour-transfer.ts (but for the floor on the painting's side).
    """
    floor = FLOOR * torch.eye(3)
    source, target = content[1] + floor, style[1] + floor
    root, inverse = power(source, 0.5), power(source, -0.5)
    least = inverse @ power(root @ target @ root, 0.5) @ inverse
    return power(target, -0.5) @ least, power(target, 0.5)


def paint(painter, pictures, style, own, shot_colours=None):
    """pictures (G, K, 3, H, W) in [0, 1] -> painted, not clamped."""
    content = shot_colours or colour_statistics(pictures[:, :own])
    into, out_of = colour_maps(content, style["rgb"])
    u = torch.einsum("gij,gkjhw->gkihw", into, pictures - content[0][:, None, :, None, None])
    y = painter(u, style, own)
    return torch.einsum("gij,gkjhw->gkihw", out_of, y) + style["rgb"][0][:, None, :, None, None]
