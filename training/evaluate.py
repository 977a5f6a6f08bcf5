"""Stills optimised on a network, scored by the exact VGG-19's style distance. See README.md.

For each held-out photo and painting: from the photo, coarse to fine (192, then 384 px), L-BFGS without line
search, the same loss on every network: `se5` (the teacher's own encoder features), `student` (plain features)
and `metric` (the same with M = HtH). Style distance: mean over relu1_1, relu2_1, relu3_1, relu3_4 of
|G(o) - G(s)| / |G(c) - G(s)|, G = F Ft / (H W); 1 = untouched, 0 = reached. Content distance: relu3_4,
|F(o) - F(c)| / |F(c)|.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from nets import STYLE_LAYERS, load_exported, load_se5, load_vgg19
from pictures import crop_letterbox, open_rgb, painting_paths, resized
from stills import StyleLoss, gram, lbfgs

PHOTOS = ["15", "23", "05", "13", "21"]
PAINTINGS = ["starry_night_van_gogh_1889", "great_wave_hokusai_1831", "the_scream_munch_1893", "woman_with_hat_matisse_1905"]
SCORED = ["1_1", "2_1", "3_1", "3_4"]


def tensor(picture):
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255


def save_png(picture, path):
    Image.fromarray((picture.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy()).save(path)


@torch.no_grad()
def scores(vgg, output, content, style):
    o, c, s = (vgg(picture[None], set(SCORED)) for picture in (output, content, style))
    parts = [float((gram(o[n]) - gram(s[n])).norm() / (gram(c[n]) - gram(s[n])).norm()) for n in SCORED]
    return sum(parts) / len(parts), parts, float((o["3_4"] - c["3_4"]).norm() / c["3_4"].norm())


def optimise(net, metrics, photo, paintings, sides, evaluations, layers, style_weight):
    x = None
    for side in sides:
        content = tensor(resized(photo, side))[None].expand(len(paintings), -1, -1, -1).contiguous()
        style = [tensor(resized(painting, side)) for painting in paintings]
        x = content if x is None else F.interpolate(x, content.shape[-2:], mode="bicubic").clamp(0, 1)
        x, _ = lbfgs(StyleLoss(net, content, style, layers, "4_1", style_weight, metrics), x, evaluations)
    return x, content, style


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=Path(__file__).parent.parent / "models/nst-vgg-quarter.safetensors")
    parser.add_argument("--nets", default="se5,student,metric")
    parser.add_argument("--photos", type=int, default=5)
    parser.add_argument("--paintings", type=int, default=5)
    parser.add_argument("--evaluations", type=int, default=60, help="per scale")
    parser.add_argument("--sides", default="192,384")
    parser.add_argument("--style-weight", type=float, default=30)
    parser.add_argument("--layers", default=",".join(STYLE_LAYERS))
    parser.add_argument("--out", type=Path, required=True, help="folder for results.jsonl and PNGs")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    args.out.mkdir(parents=True, exist_ok=True)

    photos = {name: open_rgb(args.data / f"photos/kodak/{name}.png") for name in PHOTOS[: args.photos]}
    paintings = {name.split("_van")[0]: open_rgb(args.data / f"styles/{name}.jpg") for name in PAINTINGS}
    louvre = painting_paths(args.data)[1][1]
    paintings["louvre"] = crop_letterbox(open_rgb(louvre))
    paintings = dict(list(paintings.items())[: args.paintings])
    sides = [int(side) for side in args.sides.split(",")]
    vgg = load_vgg19(args.data)
    summary = {}
    for kind in args.nets.split(","):
        net, metrics = (load_se5(args.data)[0], None) if kind == "se5" else load_exported(args.weights)
        results = []
        for photo_name, photo in photos.items():
            began = time.monotonic()
            use = metrics if kind == "metric" else None
            x, content, style = optimise(net, use, photo, list(paintings.values()), sides, args.evaluations, args.layers.split(","), args.style_weight)
            for index, name in enumerate(paintings):
                distance, parts, content_distance = scores(vgg, x[index], content[index], style[index])
                results.append((distance, content_distance))
                line = {"net": kind, "photo": photo_name, "painting": name, "style": round(distance, 4), "content": round(content_distance, 4)}
                line["layers"] = [round(part, 4) for part in parts]
                with open(args.out / "results.jsonl", "a") as file:
                    file.write(json.dumps(line) + "\n")
                save_png(x[index], args.out / f"{photo_name}-{name}-{kind}.png")
            print(kind, photo_name, f"{time.monotonic() - began:.0f} s", *(f"{style:.3f}" for style, _ in results[-len(paintings) :]), flush=True)
        summary[kind] = [round(sum(column) / len(column), 4) for column in zip(*results)]
        print(kind, "mean style distance, content distance:", summary[kind], flush=True)


if __name__ == "__main__":
    main()
