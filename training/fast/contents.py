"""Crops of photographs and film frames, and what they look like a moment later."""

import random

import numpy as np
import torch
import torch.nn.functional as F

from pictures import HELD_OUT_KODAK, clip_frames, open_rgb, painting_paths, resized

LONG_SIDES = (640, 512, 400)
ROOM = 12  # pixels round a crop, which its twin may move into


def film_frames(data, kept):
    """Those frames that are learnt from; decoded once, into the folder `kept`."""
    if not kept.exists():
        frames = clip_frames(data / "clips/bunny_720p_surround.mp4", "4")
        frames += [open_rgb(path) for path in sorted((data / "clips/sintel_cave_png").glob("*.png"))[::2]]
        new = kept.with_suffix(".new")
        new.mkdir(parents=True, exist_ok=True)
        for index, frame in enumerate(frames):
            resized(frame, 720).save(new / f"{index:03d}.png")
        new.rename(kept)
    return [open_rgb(path).copy() for path in sorted(kept.glob("*.png"))]


class Contents:
    def __init__(self, data, seed, frames):
        """The lists of ../pictures.py: the same photographs, paintings and clips are held out."""
        self.photos = sorted((data / "photos/coco128").glob("*.jpg"))
        self.photos += [path for path in sorted((data / "photos/kodak").glob("*.png")) if path.stem not in HELD_OUT_KODAK]
        self.frames = frames
        self.paintings = painting_paths(data)[0]
        self.rng = random.Random(seed)
        self.torch_rng = torch.Generator().manual_seed(seed)

    def picture(self, least):
        """(3, H, W), no side shorter than `least`; a photograph mostly."""
        rng = self.rng
        draw = rng.random()
        if draw < 0.2:
            picture = rng.choice(self.frames)
        else:
            picture = open_rgb(rng.choice(self.paintings if draw > 0.92 else self.photos))
        side = max(rng.choice(LONG_SIDES), 1 + least * max(picture.size) // min(picture.size))
        x = torch.from_numpy(np.array(resized(picture, side))).permute(2, 0, 1).float() / 255
        if rng.random() < 0.5:
            x = x.flip(2)
        if rng.random() < 0.4:
            gain = torch.tensor([rng.uniform(0.75, 1.25) for _ in range(3)]).view(3, 1, 1)
            x = (x ** rng.uniform(0.7, 1.4) * gain).clamp(0, 1)
        return x

    def crops(self, size, twin):
        """(K, 3, size, size): a crop, then, with `twin`, the same a moment later; and the grid (1, size, size, 2) at
        which the painted crop is to be read to look like the painted twin, or None."""
        rng = self.rng
        x = self.picture(size + 2 * ROOM)
        top, left = (rng.randint(ROOM, side - size - ROOM) for side in x.shape[1:])
        crop = x[:, top : top + size, left : left + size]
        if not twin:
            return crop[None], None
        wide = x[:, top - ROOM : top + size + ROOM, left - ROOM : left + size + ROOM]
        flow = self.flow(size)
        across = self.grid(flow, size)
        later = F.grid_sample(wide[None], across * (size / (size + 2 * ROOM)), "bicubic", "reflection", False)[0].clamp(0, 1)
        if rng.random() < 0.5:  # the light changes
            ramp = torch.linspace(-1, 1, size) * rng.uniform(-0.06, 0.06)
            ramp = ramp[None, :, None] if rng.random() < 0.5 else ramp[None, None, :]
            later = later * (1 + rng.uniform(-0.06, 0.06) + ramp)
        sigma = rng.choice((0, 0.005, 0.01, 0.02))
        later = (later + sigma * torch.randn(later.shape, generator=self.torch_rng)).clamp(0, 1)
        return torch.stack([crop, later]), across

    def flow(self, size):
        """(1, 2, size, size) in pixels: a shift, and a smooth warp half of the time."""
        rng = self.rng
        reach = rng.choice((0.5, 2, 6))
        shift = torch.tensor([rng.uniform(-reach, reach), rng.uniform(-reach, reach)]).view(1, 2, 1, 1)
        flow = shift.expand(1, 2, size, size)
        if rng.random() < 0.5:
            cells = rng.choice((2, 3, 5))
            coarse = torch.rand(1, 2, cells, cells, generator=self.torch_rng) * 2 - 1
            flow = flow + rng.choice((1, 3, 5)) * F.interpolate(coarse, (size, size), mode="bicubic", align_corners=True)
        return flow

    @staticmethod
    def grid(flow, size):
        """Where each pixel of the twin comes from, in grid_sample's coordinates over a crop of `size`."""
        line = (torch.arange(size) * 2 + 1) / size - 1
        base = torch.stack(torch.meshgrid(line, line, indexing="xy"))[None]
        return (base + flow * 2 / size).permute(0, 2, 3, 1)
