"""Cosine of a network's style gradient with the full VGG-16's, along the network's own optimisation paths.

`python evaluate.py --data DIR FILE.safetensors ...`: held-out photos and paintings, crops of 128 px, content weight 1,
pixels as variables. Printed at some steps: the cosine of the two gradients of the style loss, of all pixels and after
averaging blocks of 2x2 and 4x4, and the root of the style loss (1 = untouched) by VGG-16 and by the network itself.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from nets import STYLE_LAYERS, load_exported, load_vgg16
from pictures import open_rgb, resized
from stills import StyleLoss, lbfgs

STEPS = [0, 2, 5, 10, 20, 40, 80]
SIDE = 128
# Kodak pictures and the longer side that they are cropped from.
PHOTOS = [("15", 256), ("05", 400), ("23", 256), ("13", 300), ("21", 320), ("08", 500)]
PAINTINGS = [
    ("starry_night_van_gogh_1889", 300),
    ("the_scream_munch_1893", 300),
    ("great_wave_hokusai_1831", 300),
    ("woman_with_hat_matisse_1905", 300),
    ("starry_night_van_gogh_1889", 600),
    ("flowers_manet", 400),
]


def crop(path, side):
    """The middle of a picture whose longer side is made `side`."""
    picture = resized(open_rgb(path), side)
    top, left = (picture.height - SIDE) // 2, (picture.width - SIDE) // 2
    pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255
    return pixels[:, top : top + SIDE, left : left + SIDE]


def style_gradient(loss, x):
    x = x.clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(loss.style(loss.net(x, set(STYLE_LAYERS))).sum(), x)
    return gradient


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("files", nargs="+", type=Path)
    args = parser.parse_args()
    torch.set_flush_denormal(True)
    content = torch.stack([crop(args.data / f"photos/kodak/{name}.png", side) for name, side in PHOTOS])
    style = torch.stack([crop(args.data / f"styles/{name}.jpg", side) for name, side in PAINTINGS])
    teacher = StyleLoss(load_vgg16(args.data), content, style, 30, 0)
    for path in args.files:
        net, metrics = load_exported(path)
        loss = StyleLoss(net, content, style, 30, 1, {name: metrics[name] for name in STYLE_LAYERS})
        _, kept = lbfgs(loss, content, max(STEPS) + 1, keep=set(STEPS))
        print(path.name)
        for step, x in zip(STEPS, kept):
            ours, theirs = style_gradient(loss, x), style_gradient(teacher, x)
            cosines = []
            for block in (1, 2, 4):
                a, b = (F.avg_pool2d(gradient, block).flatten(1) for gradient in (ours, theirs))
                cosines.append(f"{float(F.cosine_similarity(a, b, dim=1).mean()):.3f}")
            with torch.no_grad():
                by_teacher = float(teacher.style(teacher.net(x, set(STYLE_LAYERS))).sqrt().mean())
                by_itself = float(loss.style(net(x, set(STYLE_LAYERS))).sqrt().mean())
            print(f"  step {step:2d}  cosine {' '.join(cosines)}  style by VGG-16 {by_teacher:.3f}, by itself {by_itself:.3f}", flush=True)


if __name__ == "__main__":
    main()
