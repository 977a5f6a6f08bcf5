"""Stills optimised on a network: the losses, and L-BFGS for a batch of independent pictures."""

import torch


def statistics(features):
    """Channel means (B, C) and covariances (B, C, C)."""
    flat = features.flatten(2)
    mean = flat.mean(2)
    centred = flat - mean[:, :, None]
    return mean, centred @ centred.transpose(1, 2) / flat.shape[2]


def statistics_of(features):
    means, covariances = zip(*[statistics(one) for one in features])
    return torch.cat(means), torch.cat(covariances)


def gram(features):
    flat = features.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


class StyleLoss:
    """Mean + covariance per layer, each normalised by its value between content and style; content at relu4_1.

    With `metrics` (M = HtH per layer) distances are measured in the teacher's space: |H d|^2 = d M d and
    |H D Ht|^2 = tr(M D M D).
    """

    def __init__(self, net, content, style, layers, content_layer, style_weight=30.0, metrics=None):
        self.net, self.layers, self.content_layer, self.style_weight = net, layers, content_layer, style_weight
        self.metrics = metrics
        wanted = set(layers) | {content_layer}
        with torch.no_grad():
            source = net(content, wanted)
            targets = [net(picture[None], wanted) for picture in style]  # paintings may differ in size
            self.content = source[content_layer]
            self.content_norm = self.content.square().flatten(1).mean(1)
            self.target = {name: statistics_of([target[name] for target in targets]) for name in layers}
            self.norm = {name: self.distances(name, statistics(source[name])) for name in layers}

    def distances(self, name, stats):
        d_mean = stats[0] - self.target[name][0]
        d_cov = stats[1] - self.target[name][1]
        if self.metrics is None:
            return d_mean.square().sum(1), d_cov.square().flatten(1).sum(1)
        metric = self.metrics[name]
        product = metric @ d_cov
        return ((d_mean @ metric) * d_mean).sum(1), (product * product.transpose(1, 2)).flatten(1).sum(1)

    def __call__(self, x):
        """One loss for each picture of the batch."""
        features = self.net(x, set(self.layers) | {self.content_layer})
        style = 0
        for name in self.layers:
            for value, norm in zip(self.distances(name, statistics(features[name])), self.norm[name]):
                style = style + value / norm
        style = style / (2 * len(self.layers))
        content = (features[self.content_layer] - self.content).square().flatten(1).mean(1) / self.content_norm
        return self.style_weight * style + content


def lbfgs(loss, x, evaluations, history=20, keep=(), max_step=0.1):
    """L-BFGS without line search, each picture of the batch on its own; pixels are clamped to [0, 1].

    Returns the pictures with the lowest loss seen, and copies of the iterates at the evaluations in `keep`.
    """
    shape = x.shape
    x = x.detach().flatten(1).clone()
    pairs, kept = [], []
    best, best_loss = x.clone(), torch.full((len(x),), float("inf"))
    last_x = last_gradient = None
    for index in range(evaluations):
        x.requires_grad_(True)
        values = loss(x.view(shape))
        (gradient,) = torch.autograd.grad(values.sum(), x)
        x = x.detach()
        values = values.detach()
        better = values < best_loss
        best[better], best_loss[better] = x[better], values[better]
        if index in keep:
            kept.append(x.view(shape).clone())
        if last_x is not None:
            s, y = x - last_x, gradient - last_gradient
            sy = (s * y).sum(1)
            good = sy > 1e-10
            inverse = torch.where(good, 1 / sy.clamp(min=1e-10), torch.zeros_like(sy))  # 0 = pair not used
            gamma = torch.where(good, sy / y.square().sum(1).clamp(min=1e-20), pairs[-1][3] if pairs else torch.ones_like(sy))
            pairs = [*pairs, (s, y, inverse, gamma)][-history:]
        q = gradient.clone()
        alphas = []
        for s, y, inverse, _ in reversed(pairs):
            alpha = inverse * (s * q).sum(1)
            q -= alpha[:, None] * y
            alphas.append(alpha)
        if pairs:
            q *= pairs[-1][3][:, None]
        else:
            q *= 0.01 / q.square().mean(1).sqrt().clamp(min=1e-12)[:, None]
        for (s, y, inverse, _), alpha in zip(pairs, reversed(alphas)):
            q += (alpha - inverse * (y * q).sum(1))[:, None] * s
        rms = q.square().mean(1).sqrt()
        q *= (max_step / rms.clamp(min=max_step))[:, None]
        last_x, last_gradient = x, gradient
        x = (x - q).clamp(0, 1)
    return best.view(shape), kept
