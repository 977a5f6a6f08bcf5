"""Judges a checkpoint on pictures, paintings and clips that it never learnt from. See README.md.

`python -m fast.evaluate RUN/checkpoint.pt --data DIR --out FOLDER [--optimised FOLDER]`: style distances by the exact
VGG-19 (and by VGG-16's deep layers) of the benchmark's pairs, beside pictures that `npm run bench -- pictures` painted
(FOLDER/pictures); then, on frames of held-out clips, steadiness without flow. Writes pictures and figures.json.
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from fast.contents import Contents
from fast.export import averaged
from fast.fold import folded
from fast.losses import objective, unsteadiness
from fast.paintings import style_of
from fast.sheet import as_picture, as_tensor, in_fours, painted
from nets import load_exported, load_vgg16, load_vgg19
from pictures import clip_frames, open_rgb, resized
from stills import gram

# (name, photo, painting, was the painting learnt from?)
PAIRS = [
    ("tubingen_starry", "published/content_tubingen.jpg", "published/style_starry.jpg", False),
    ("tubingen_scream", "published/content_tubingen.jpg", "published/style_scream.jpg", False),
    ("tubingen_seated_nude", "published/content_tubingen.jpg", "published/style_seated_nude.jpg", False),
    ("kodak05_wave", "photos/kodak/05.png", "styles/great_wave_hokusai_1831.jpg", False),
    ("tubingen_shipwreck", "published/content_tubingen.jpg", "published/style_shipwreck.jpg", True),
    ("kodak15_hat", "photos/kodak/15.png", "styles/woman_with_hat_matisse_1905.jpg", True),
]
CLIPS = ["bunny_360p_stereo.mp4", "flower_540p_2997.mp4"]
RULER, DEEP = ("1_1", "2_1", "3_1", "3_4"), ("4_1", "4_3", "5_1", "5_3")


@torch.no_grad()
def style_distance(net, layers, output, content, style):
    """Mean over layers of |G(o) - G(s)| / |G(c) - G(s)|, pictures (3, H, W)."""
    grams = [{name: gram(value) for name, value in net(x[None], set(layers)).items()} for x in (output, content, style)]
    ratios = [(grams[0][n] - grams[2][n]).norm() / (grams[1][n] - grams[2][n]).norm() for n in layers]
    return float(sum(ratios) / len(ratios))


def stills(painter, args, loss_net, metrics):
    rulers = {"vgg19": (load_vgg19(args.data), RULER), "deep": (load_vgg16(args.data), DEEP)}
    for name, photo, painting, learnt in PAIRS:
        content = as_tensor(resized(open_rgb(args.data / photo), args.size))
        style = as_tensor(resized(open_rgb(args.data / painting), args.size))
        statistics = style_of(loss_net, style)
        output = painted(painter, content, statistics)
        as_picture(output).save(args.out / f"{name}.fast.png")
        figures = {"pair": name, "learnt": learnt}
        with torch.no_grad():
            own = objective(loss_net, metrics, output[None], content[None], statistics)
        figures |= {"style": round(float(own[0]), 4), "content": round(float(own[1]), 4)}
        found = sorted((args.optimised / "pictures").glob(f"{name}.ours.*.png")) if args.optimised else []
        other = as_tensor(open_rgb(found[-1])) if found else None
        if other is not None and other.shape == content.shape:
            with torch.no_grad():
                theirs = objective(loss_net, metrics, other[None], content[None], statistics)
            figures |= {"optimised style": round(float(theirs[0]), 4), "optimised content": round(float(theirs[1]), 4)}
        for ruler, (net, layers) in rulers.items():
            figures[ruler] = round(style_distance(net, layers, output, content, style), 3)
            if other is not None and other.shape == content.shape:
                figures[f"optimised {ruler}"] = round(style_distance(net, layers, other, content, style), 3)
        print(json.dumps(figures), flush=True)
        yield figures


@torch.no_grad()
def steadiness(painter, args, loss_net):
    """Held-out photos and their twins; and how mean luma wanders where one frame is lit up and down by noise alone."""
    contents = Contents(args.data, 5, [open_rgb(args.data / "photos/kodak/19.png")])
    contents.photos = contents.paintings = [args.data / f"photos/kodak/{n}.png" for n in ("05", "15", "23", "13")]
    style = style_of(loss_net, as_tensor(resized(open_rgb(args.data / "styles/starry_night_van_gogh_1889.jpg"), 512)))
    ours, theirs = [], []
    for _ in range(24):
        crops, across = contents.crops(224, True)
        net = folded(painter, style, crops[:1])
        out = net(crops - net.mean).clamp(0, 1)
        ours.append(float(unsteadiness(out[:1], out[1:], across)))
        theirs.append(float(unsteadiness(crops[:1], crops[1:], across)))
    figures = {"twins": sum(ours) / len(ours), "twins, the source's own": sum(theirs) / len(theirs)}
    for clip in CLIPS:
        frames = torch.stack([as_tensor(resized(frame, args.size)) for frame in clip_frames(args.data / "clips" / clip, "24")[:24]])
        wide, (height, width) = in_fours(frames), frames.shape[-2:]
        net = folded(painter, style, wide[::8])
        outputs = [net(frame[None] - net.mean)[0, :, :height, :width].clamp(0, 1) for frame in wide]
        weights = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1) * 255
        lumas = [[float((x * weights).sum(0).mean()) for x in pictures] for pictures in (outputs, frames)]
        figures[clip] = {who: round(float(torch.tensor(v).std()), 3) for who, v in zip(("luma", "source's"), lumas)}
        for k in (0, 23):
            as_picture(outputs[k]).save(args.out / f"{Path(clip).stem}.{k:02d}.png")
    print(json.dumps(figures), flush=True)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--net", type=Path, default=Path("../models/nst-vgg-small.safetensors"))
    parser.add_argument("--optimised", type=Path, help="what `npm run bench -- pictures --out` wrote")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--stills-only", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_flush_denormal(True)
    state = torch.load(args.checkpoint, weights_only=False)
    painter = averaged(state)
    loss_net, metrics = load_exported(args.net)
    figures = {"step": state["step"], "stills": list(stills(painter, args, loss_net, metrics))}
    both = [f for f in figures["stills"] if "optimised vgg19" in f]
    for learnt in (False, True):
        some = [f for f in both if f["learnt"] is learnt]
        if some:
            ratios = {r: round(sum(f[r] for f in some) / sum(f[f"optimised {r}"] for f in some), 2) for r in ("vgg19", "deep")}
            figures["ratio, paintings " + ("learnt from" if learnt else "not learnt from")] = ratios
            print("learnt from" if learnt else "not learnt from", ratios, flush=True)
    if not args.stills_only:
        figures["steadiness"] = steadiness(painter, args, loss_net)
    (args.out / "figures.json").write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
