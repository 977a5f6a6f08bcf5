"""What paintings look like to the loss network, for many more paintings than there are. See README.md."""

import math
import random
from collections import deque

import numpy as np
import torch
from PIL import Image, ImageDraw

from batches import Batches
from fast.losses import inner_statistics
from fast.network import LAYERS, colour_statistics
from pictures import crop_letterbox, open_rgb, painting_paths, resized

# Of styles/, never learnt from: these three, which the published pictures and the benchmarks use.
HELD_OUT_STYLES = ["starry_night_van_gogh_1889", "great_wave_hokusai_1831", "the_scream_munch_1893"]
LONG_SIDES = (640, 512, 448, 384, 320)
SHARE_OF_STYLES = 0.1  # of the drawn paintings, the rest being the Louvre's


def style_of(net, picture):
    """{layer: (mean (1, C), covariance (1, C, C))} of a picture (3, H, W), and "rgb" for its colours."""
    with torch.no_grad():
        features = net(picture[None], set(LAYERS))
        return {name: inner_statistics(name, features[name]) for name in LAYERS} | {"rgb": colour_statistics(picture[None, None])}


def mixed(a, b, share):
    """The statistics of a picture whose parts are `share` of a and the rest of b."""
    out = {}
    for name in a:
        (mean, covariance), (other, theirs) = a[name], b[name]
        step = mean - other
        between = share * (1 - share) * step[:, :, None] * step[:, None, :]
        out[name] = share * mean + (1 - share) * other, share * covariance + (1 - share) * theirs + between
    return out


class Paintings:
    """Random paintings, cropped, recoloured, printed, or painted anew in visible strokes."""

    def __init__(self, data, seed):
        self.louvre = painting_paths(data)[0]
        self.styles = [path for path in sorted((data / "styles").glob("*.jpg")) if path.stem not in HELD_OUT_STYLES]
        self.rng = random.Random(seed)
        self.colours = Batches(None, None, 0, seed)  # its recolouring and printing
        self.colours.rng = self.rng

    def draw(self):
        rng = self.rng
        path = rng.choice(self.styles if rng.random() < SHARE_OF_STYLES else self.louvre)
        picture = crop_letterbox(open_rgb(path))
        share = rng.uniform(0.6, 1)
        width, height = round(picture.width * share), round(picture.height * share)
        left, top = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
        picture = resized(picture.crop((left, top, left + width, top + height)), rng.choice(LONG_SIDES))
        if rng.random() < 0.5:
            picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        x = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255
        draw = rng.random()
        if draw < 0.15:
            return self.colours.printed(x)
        if draw < 0.55:
            x = self.colours.turned_hue(x)
        if rng.random() < 0.35:
            flat = x.flatten()[:: max(1, x.numel() // 50000)]
            low, high = flat.quantile(0.02), flat.quantile(0.98)
            x = ((x - low) / (high - low).clamp(min=0.1)).clamp(0, 1)
        if rng.random() < 0.35:
            x = self.stroked(x)
        return x

    def stroked(self, x):
        """The same in strokes of the brush, along a smooth field of directions, each of one colour."""
        rng = self.rng
        height, width = x.shape[1:]
        pixels = (x.permute(1, 2, 0).numpy() * 255).astype(np.uint8)
        thick = rng.choice((3, 4, 5, 7, 10))
        length, jitter = thick * rng.uniform(2, 7), rng.choice((10, 25, 45))
        canvas = Image.fromarray(pixels)
        pen = ImageDraw.Draw(canvas)
        waves = [(rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0, 2 * math.pi)) for _ in range(4)]
        turning, scale = rng.uniform(0.2, 2.5), rng.uniform(20, 90)

        def direction(px, py):
            return turning * sum(math.sin((a * px + b * py) / scale + c) for a, b, c in waves)

        for _ in range(round(2.2 * width * height / (thick * length))):
            px, py = rng.uniform(0, width - 1), rng.uniform(0, height - 1)
            colour = pixels[int(py), int(px)].astype(int)
            light, tint = rng.gauss(0, jitter), rng.gauss(0, jitter / 2)
            colour = tuple(int(min(255, max(0, v + light + tint * sign))) for v, sign in zip(colour, (1, 0, -1)))
            line = [(px, py)]
            for _ in range(4):
                angle = direction(px, py)
                px, py = px + math.cos(angle) * length / 4, py + math.sin(angle) * length / 4
                line.append((px, py))
            pen.line(line, fill=colour, width=max(1, round(thick * rng.uniform(0.6, 1.3))), joint="curve")
        return torch.from_numpy(np.array(canvas)).permute(2, 0, 1).float() / 255


class Bank:
    """Statistics of the latest drawn paintings; a quarter of those asked for are mixtures of two."""

    def __init__(self, net, paintings, size=1200):
        self.net, self.paintings, self.kept = net, paintings, deque(maxlen=size)

    def add(self):
        style = style_of(self.net, self.paintings.draw())
        if all(value.isfinite().all() for pair in style.values() for value in pair):
            self.kept.append({name: tuple(value.half() for value in pair) for name, pair in style.items()})

    def take(self, rng):
        one = as_float(rng.choice(self.kept))
        return mixed(one, as_float(rng.choice(self.kept)), rng.uniform(0.3, 0.7)) if rng.random() < 0.25 else one


def as_float(style):
    return {name: tuple(value.float() for value in pair) for name, pair in style.items()}
