"""Pairs of pictures to learn from."""

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
        style = torch.stack([self.paintings.crop(self.size, rng) for _ in range(count)])
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
        return (self.photos if self.rng.random() < 0.5 else self.paintings).crop(self.size, self.rng)

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
