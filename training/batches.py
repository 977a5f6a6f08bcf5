"""Pairs of pictures to learn from."""

import math
import random
from collections import deque

import torch
import torch.nn.functional as F

from stills import StyleLoss, lbfgs

# Octave weights of the pyramids that visited pictures are optimised on; (1,) are plain pixels.
VARIABLES = [(1.0,), (1.0,) * 4, (1.0,) * 5, (1.0, 0.5, 0.25, 0.12), (0.3, 0.6, 1.0, 1.0), (1.0, 1.0)]


class Batches:
    """A batch is 2n pictures: the first of each pair, then the second.

    A pair is *near* when both show the same thing (a picture and a perturbed twin, two states of an optimised
    picture), and then its feature differences are compared too. Otherwise it is a visited picture and the
    painting that it was optimised towards.
    """

    def __init__(self, photos, paintings, size, seed):
        self.photos, self.paintings, self.size = photos, paintings, size
        self.rng = random.Random(seed)
        self.torch_rng = torch.Generator().manual_seed(seed)
        self.visited = deque(maxlen=900)  # shared by threads  # (painting, [states, the content first])

    def seed(self, seed):
        self.rng.seed(seed)
        self.torch_rng.manual_seed(seed)

    def visit(self, net, metrics, count=4):
        """Optimises a few pictures on a network and remembers what they look like on the way."""
        rng = self.rng
        content = torch.stack([self.photos.crop(self.size, rng) if rng.random() < 0.8 else self.plain() for _ in range(count)])
        style = torch.stack([self.painting() for _ in range(count)])
        loss = StyleLoss(net, content, style, style_weight=rng.choice((4.0, 15.0, 30.0, 100.0)), metrics=metrics)
        draw = rng.random()
        start = content
        if draw < 0.15:
            start = self.noise(content, 0.3).clamp(0, 1)
        elif draw < 0.3:
            start = F.avg_pool2d(F.pad(content, (4, 4, 4, 4), mode="replicate"), 9, 1)
        steps = rng.choice((25, 45, 70))
        keep = {1, 2, 3, 5, 8, 12, 13, 18, 24, 30, 38, 48, 58, 59}
        best, kept = lbfgs(loss, start, steps, weights=rng.choice(VARIABLES), keep=keep)
        for index in range(count):
            states = [picture[index].half() for picture in [content, start, *kept, best]]
            if all(state.isfinite().all() for state in states):
                self.visited.append((style[index].half(), states))

    def batch(self, pairs, visited_share):
        """(pictures (2 pairs, 3, S, S), near (pairs,) of 0 or 1)."""
        drawn = [self.pair(visited_share) for _ in range(pairs)]
        first, second, near = zip(*drawn)
        return torch.stack([*first, *second]), torch.tensor([float(n) for n in near])

    def plain(self):
        return self.photos.crop(self.size, self.rng) if self.rng.random() < 0.5 else self.painting()

    def painting(self):
        """A crop of a painting. The Louvre's are old oils, so some are given other colours, or made into flat prints."""
        x = self.paintings.crop(self.size, self.rng)
        draw = self.rng.random()
        if draw < 0.2:
            return self.printed(x)
        if draw < 0.5:
            x = self.turned_hue(x)
        if self.rng.random() < 0.3:
            low, high = x.quantile(0.02), x.quantile(0.98)
            x = ((x - low) / (high - low).clamp(min=0.1)).clamp(0, 1)
        return x

    def turned_hue(self, x):
        """Every colour turned round the grey axis by one angle, more or less saturated."""
        grey = x.mean(0, keepdim=True)
        angle = torch.tensor(self.rng.uniform(0, 2 * math.pi))
        a, b = angle.cos(), angle.sin() / 3**0.5
        turn = a * torch.eye(3) + (1 - a) / 3 + b * torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]])
        chroma = torch.einsum("ij,jhw->ihw", turn, x - grey)
        return (grey + chroma * self.rng.uniform(0.7, 2.5)).clamp(0, 1)

    def printed(self, x):
        """Patches of a few colours, with or without dark outlines."""
        rng = self.rng
        grey = x.mean(0, keepdim=True)[None]
        for _ in range(rng.choice((1, 2, 3))):
            grey = F.avg_pool2d(F.pad(grey, (2, 2, 2, 2), mode="replicate"), 5, 1)
        levels = rng.choice((2, 3, 4, 6))
        bounds = grey.flatten().quantile(torch.tensor([k / levels for k in range(1, levels)]))
        level = torch.bucketize(grey[0, 0].contiguous(), bounds)
        if rng.random() < 0.5:
            palette = torch.tensor([[rng.random() for _ in range(3)] for _ in range(levels)])
        else:  # its own colours, stronger
            means = [x[:, level == k].mean(1) if (level == k).any() else torch.zeros(3) for k in range(levels)]
            palette = torch.stack([(m - m.mean()) * 2 + (m.mean() - 0.5) * 1.5 + 0.5 for m in means]).clamp(0, 1)
        flat = palette[level].permute(2, 0, 1)
        if rng.random() < 0.5:
            radius = rng.choice((0, 1))
            edges = torch.zeros_like(grey)
            edges[..., :-1, :] += (level[1:] != level[:-1]).float()
            edges[..., :-1] += (level[:, 1:] != level[:, :-1]).float()
            ink = F.max_pool2d(edges.clamp(0, 1), 2 * radius + 1, 1, radius)[0]
            flat = flat * (1 - ink * rng.uniform(0.6, 1))
        return flat.lerp(x, rng.choice((0.0, 0.1, 0.3))).clamp(0, 1)

    def pair(self, visited_share):
        rng = self.rng
        if self.visited and rng.random() < visited_share:
            painting, states = rng.choice(self.visited)
            index = rng.randrange(1, len(states))
            x = states[index].float()
            draw = rng.random()
            if draw < 0.45:
                return x, painting.float(), False
            if draw < 0.9:
                other = states[index - 1 if rng.random() < 0.5 else rng.randrange(len(states))].float()
                return x, other, True
            return x, self.perturbed(x).clamp(0, 1), True
        x = self.plain()
        draw = rng.random()
        if draw < 0.1:
            x = x.lerp(self.plain(), rng.uniform(0.2, 0.8))
        elif draw < 0.18:
            x = self.noise(x, 10 ** rng.uniform(-1.7, -0.6))
        elif draw < 0.21:
            x = self.noise(torch.full_like(x, rng.uniform(0.2, 0.8)), 10 ** rng.uniform(-1.5, -0.4))
        elif draw < 0.31:
            x = self.recoloured(x, 0.4)
        x = x.clamp(0, 1)
        return x, self.perturbed(x).clamp(0, 1), True

    def perturbed(self, x):
        rng = self.rng
        draw = rng.random()
        if draw < 0.5:
            return self.noise(x, 10 ** rng.uniform(-2, -0.8))
        if draw < 0.65:
            blurred = F.avg_pool2d(F.pad(x[None], (1, 1, 1, 1), mode="replicate"), 3, 1)[0]
            return x + (blurred - x) * rng.uniform(-1, 1)
        if draw < 0.85:
            return x.lerp(self.plain(), rng.uniform(0.05, 0.5))
        return self.recoloured(x, 0.2)

    def recoloured(self, x, amount):
        gain = torch.tensor([self.rng.uniform(1 - amount, 1 + amount) for _ in range(3)]).view(3, 1, 1)
        shift = torch.tensor([self.rng.uniform(-amount, amount) * 0.5 for _ in range(3)]).view(3, 1, 1)
        return (x - 0.5) * gain + 0.5 + shift

    def noise(self, x, sigma):
        """White noise, or noise of a coarser grain; in colour, or grey."""
        grain = self.rng.choice((1, 1, 1, 2, 2, 4, 8))
        shape = [-(-side // grain) for side in x.shape[-2:]]
        noise = torch.randn((1 if x.ndim == 3 else len(x), 3, *shape), generator=self.torch_rng)
        if self.rng.random() < 0.25:
            noise = noise.mean(1, keepdim=True).expand_as(noise) * 1.7
        if grain > 1:
            mode = "nearest" if self.rng.random() < 0.3 else "bicubic"
            noise = F.interpolate(noise, scale_factor=grain, mode=mode)[..., : x.shape[-2], : x.shape[-1]]
        return x + sigma * noise.reshape(x.shape)
