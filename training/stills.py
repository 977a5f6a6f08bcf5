"""Stills optimised on a network: the losses, pyramid variables, and L-BFGS for a batch of independent pictures."""

import torch
import torch.nn.functional as F

from nets import CONTENT_LAYER, STYLE_LAYERS


def statistics(features):
    """Channel means (B, C) and covariances (B, C, C)."""
    flat = features.flatten(2).float()
    mean = flat.mean(2)
    centred = flat - mean[:, :, None]
    return mean, centred @ centred.transpose(1, 2) / flat.shape[2]


def gram(features):
    flat = features.flatten(2).float()
    return flat @ flat.transpose(1, 2) / flat.shape[2]


class StyleLoss:
    """Mean and covariance per layer, each normalised by its value between content and style; content at relu4_1.

    With `metrics` (M = HtH per layer) distances are measured in the teacher's space: |H d|^2 = d M d and
    |H D Ht|^2 = tr(M D M D).
    """

    def __init__(self, net, content, style, style_weight=30.0, content_weight=1.0, metrics=None, layers=STYLE_LAYERS):
        self.net, self.layers = net, list(layers)
        self.style_weight, self.content_weight, self.metrics = style_weight, content_weight, metrics
        wanted = set(self.layers) | {CONTENT_LAYER}
        with torch.no_grad():
            source = net(content, wanted)
            targets = [net(picture[None], wanted) for picture in style]  # paintings may differ in size
            self.content = source[CONTENT_LAYER].float()
            self.content_norm = self.content.square().flatten(1).mean(1)
            self.target = {}
            for name in self.layers:
                means, covariances = zip(*[statistics(target[name]) for target in targets])
                self.target[name] = torch.cat(means), torch.cat(covariances)
            self.norm = {name: self.distances(name, statistics(source[name])) for name in self.layers}

    def distances(self, name, stats):
        d_mean = stats[0] - self.target[name][0]
        d_cov = stats[1] - self.target[name][1]
        if self.metrics is None:
            return d_mean.square().sum(1), d_cov.square().flatten(1).sum(1)
        metric = self.metrics[name]
        product = metric @ d_cov
        return ((d_mean @ metric) * d_mean).sum(1), (product * product.transpose(1, 2)).flatten(1).sum(1)

    def style(self, features):
        total = 0
        for name in self.layers:
            for value, norm in zip(self.distances(name, statistics(features[name])), self.norm[name]):
                total = total + value / norm
        return total / (2 * len(self.layers))

    def __call__(self, x):
        """One loss for each picture of the batch."""
        features = self.net(x, set(self.layers) | {CONTENT_LAYER})
        content = (features[CONTENT_LAYER] - self.content).square().flatten(1).mean(1) / self.content_norm
        return self.style_weight * self.style(features) + self.content_weight * content


class Pyramid:
    """picture = start + sum of weight_k * z_k enlarged, z_k at 1/2^k of the size."""

    def __init__(self, start, weights):
        self.start, self.weights = start, weights
        height, width = start.shape[-2:]
        self.shapes = [(-(-height // 2**k), -(-width // 2**k)) for k in range(len(weights))]
        self.counts = [3 * h * w for h, w in self.shapes]

    def zeros(self):
        return torch.zeros(len(self.start), sum(self.counts))

    def picture(self, z):
        x = self.start
        for part, (h, w), weight in zip(z.split(self.counts, 1), self.shapes, self.weights):
            level = part.view(-1, 3, h, w)
            if (h, w) != self.start.shape[-2:]:
                level = F.interpolate(level, self.start.shape[-2:], mode="bicubic", align_corners=False)
            x = x + weight * level
        return x


def lbfgs(loss, start, evaluations, weights=(1.0,), history=20, keep=(), max_step=0.1):
    """L-BFGS without line search, each picture of the batch on its own; pixels are clamped to [0, 1].

    Returns the pictures with the lowest loss seen, and copies of the iterates at the evaluations in `keep`.
    """
    pyramid = Pyramid(start, weights)
    z = pyramid.zeros()
    pairs, kept = [], []
    best, best_loss = start.clone(), torch.full((len(start),), float("inf"))
    last_z = last_gradient = None
    for index in range(evaluations):
        z.requires_grad_(True)
        raw = pyramid.picture(z)
        x = raw.detach().clamp(0, 1).requires_grad_(True)
        values = loss(x)
        (g,) = torch.autograd.grad(values.sum(), x)
        outward = ((raw <= 0) & (g > 0)) | ((raw >= 1) & (g < 0))
        (gradient,) = torch.autograd.grad(raw, z, g.masked_fill(outward, 0))
        z, x, values = z.detach(), x.detach(), values.detach()
        better = values < best_loss
        best[better], best_loss[better] = x[better], values[better]
        if index in keep:
            kept.append(x.clone())
        if last_z is not None:
            s, y = z - last_z, gradient - last_gradient
            sy = (s * y).sum(1)
            good = sy > 1e-10
            inverse = torch.where(good, 1 / sy.clamp(min=1e-10), torch.zeros_like(sy))  # 0 = pair not used
            gamma = torch.where(good, sy / y.square().sum(1).clamp(min=1e-20), pairs[-1][3] if pairs else torch.full_like(sy, 1e-3))
            pairs = [*pairs, (s, y, inverse, gamma)][-history:]
        q = gradient.clone()
        alphas = []
        for s, y, inverse, _ in reversed(pairs):
            alpha = inverse * (s * q).sum(1)
            q -= alpha[:, None] * y
            alphas.append(alpha)
        if pairs:
            q *= pairs[-1][3][:, None]
        for (s, y, inverse, _), alpha in zip(pairs, reversed(alphas)):
            q += (alpha - inverse * (y * q).sum(1))[:, None] * s
        moved = (pyramid.picture(q) - pyramid.start).square().flatten(1).mean(1).sqrt()  # of the picture
        limit = max_step if pairs else 0.01
        scale = limit / moved.clamp(min=1e-12)
        q *= (scale.clamp(max=1) if pairs else scale)[:, None]
        last_z, last_gradient = z, gradient
        z = z - q
    return best, kept
