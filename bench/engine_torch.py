"""The loss and gradient of bench/engine.ts in PyTorch: engine_torch.py vgg16|vgg19 max|average WIDTH HEIGHT THREADS SECONDS CHANNELS..."""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F

column, pooling = sys.argv[1:3]
width, height, threads, seconds, *widths = map(int, sys.argv[3:])
torch.set_num_threads(threads)
torch.manual_seed(1)
BLOCKS = (2, 2, 3, 3, 1) if column == "vgg16" else (2, 2, 4, 4, 1)

convolutions, channels = [], 3
for block, count in enumerate(BLOCKS):
    for index in range(count):
        weight = torch.randn(widths[block], channels, 3, 3) * (2 / (9 * channels)) ** 0.5
        convolutions.append((block, index, weight, torch.zeros(widths[block])))
        channels = widths[block]


def features(x):
    out = {}
    for block, index, weight, bias in convolutions:
        if index == 0 and block > 0:
            x = F.max_pool2d(x, 2) if pooling == "max" else F.avg_pool2d(x, 2)
        x = F.relu(F.conv2d(x, weight, bias, padding=1))
        if index == 0:
            out[block] = x
    return out


def moments(f):
    f = f.flatten(2)[0]
    mean = f.mean(1)
    return mean, f @ f.T / f.shape[1] - torch.outer(mean, mean)


with torch.no_grad():
    content = features(torch.rand(1, 3, height, width))[3]
    style = {layer: moments(f) for layer, f in features(torch.rand(1, 3, height, width)).items()}
target = torch.rand(1, 3, height, width)
rate = torch.full((1, 1, height, width), 1 / (width * height))


def evaluate(picture):
    x = picture.clone().requires_grad_()
    layers = features(x)
    loss = F.mse_loss(layers[3], content)
    for layer, f in layers.items():
        mean, covariance = moments(f)
        loss = loss + (mean - style[layer][0]).square().sum() + (covariance - style[layer][1]).square().sum()
    loss = loss + (rate * (x - target).square()).sum()
    loss = loss + (x.diff(dim=2).square().sum() + x.diff(dim=3).square().sum()) / x.numel()
    loss.backward()
    return x.grad


x = torch.rand(1, 3, height, width)
evaluate(x)
times = []
end = time.perf_counter() + seconds
while time.perf_counter() < end or len(times) < 3:
    start = time.perf_counter()
    evaluate(x)
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "medianMs": statistics.median(times)}))
