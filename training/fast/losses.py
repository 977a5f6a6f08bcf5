"""The loss of the product (src/stylize/objective.ts at its defaults), of a crop that stands for a picture."""

import torch
import torch.nn.functional as F

from fast.network import LAYERS
from stills import statistics

STYLE_WEIGHTS = {"1_1": 0.5, "2_1": 0.75, "3_1": 1.5, "4_1": 1.25, "5_1": 1.0}
STYLE_WEIGHT, CONTENT_LAYER = 30.0, "4_1"
FLOOR = 0.05  # of the painting's own squared norm: styleNormaliser


def inner_statistics(name, features):
    """Means and covariances; of deep layers without the outermost positions, where the zero padding shows: a crop has
    far more of them than the whole painting."""
    return statistics(features if name < "3" else features[..., 1:-1, 1:-1])


def distances(stats, target, metric):
    """Squared, of means and of covariances, in the metric M: dᵀMd and tr(MDMD)."""
    step, apart = stats[0] - target[0], stats[1] - target[1]
    product = metric @ apart
    return ((step @ metric) * step).sum(), (product * product.transpose(1, 2)).sum()


def features(net, picture, bfloat16):
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        return {name: value.float() for name, value in net(picture, set(LAYERS)).items()}


def objective(net, metrics, painted, source, style, bfloat16=False):
    """(style, content) of one painted picture (1, 3, H, W), made of `source`; style before its weight: 1 is the source."""
    with torch.no_grad():
        before = features(net, source, bfloat16)
        norms = {}
        for name in LAYERS:
            zero = tuple(torch.zeros_like(value) for value in style[name])
            apart, own = (distances(inner_statistics(name, before[name]) if k == 0 else zero, style[name], metrics[name]) for k in (0, 1))
            norms[name] = [max(float(a), FLOOR * float(b), 1e-12) for a, b in zip(apart, own)]
        norm = float(before[CONTENT_LAYER].square().mean())
    after = features(net, painted, bfloat16)
    total = 0
    for name, weight in STYLE_WEIGHTS.items():
        mean, second = distances(inner_statistics(name, after[name]), style[name], metrics[name])
        total = total + weight * 0.5 * (mean / norms[name][0] + second / norms[name][1])
    content = (after[CONTENT_LAYER] - before[CONTENT_LAYER]).square().mean() / norm
    return total / sum(STYLE_WEIGHTS.values()), content


def unsteadiness(first, later, across):
    """Mean squared difference of the twin's picture and the first one moved onto it; both (1, 3, S, S), S of `across`."""
    moved = F.grid_sample(first, across, "bicubic", "border", False)
    inside = (across.abs().amax(3) < 0.94)[:, None].float()
    return ((moved - later).square() * inside).sum() / (3 * inside.sum()).clamp(min=1)


def outside(x):
    """How far values lie outside [0, 1], squared."""
    return (F.relu(-x).square() + F.relu(x - 1).square()).mean()


def variation(x):
    """Total variation, squared differences, a mean over pixels."""
    return (x[..., 1:] - x[..., :-1]).square().mean() + (x[..., 1:, :] - x[..., :-1, :]).square().mean()


def grid_pattern(x, cell=4):
    """How much of pictures repeats with the grid that they are painted on, squared: addGridPattern of
    src/stylize/fast/tuning/grid-pattern.ts, before its weight. (K, 3, H, W), sides multiples of `cell`."""
    height, width = x.shape[2:]
    kernel = x.new_tensor([[0, -1, 0], [-1, 4, -1], [0, -1, 0]]).view(1, 1, 3, 3) / 8
    second = F.pad(F.conv2d(x.reshape(-1, 1, height, width), kernel), (1, 1, 1, 1))
    places = F.pixel_unshuffle(second, cell)  # a plane for each place of a cell
    places = places - places.mean(1, keepdim=True)
    return F.avg_pool2d(places, 3, 1, 1).square().mean()
