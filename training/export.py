"""Turns a checkpoint into a weights file that ships: scaled to unit RMS, float16, with the metrics. See README.md.

`python export.py RUN/checkpoint.pt small ../models/nst-vgg-small.safetensors`
"""

import argparse
import json
import random
from pathlib import Path

import torch
from safetensors.torch import save_file

from nets import CONVOLUTIONS, LEARNT, MEAN, SHAPES, Finished, Student
from pictures import Pool, training_paintings, training_photos


@torch.no_grad()
def export(checkpoint, learner, path, data):
    """Fixes the scale on some pictures of `data`: there every layer's activations have unit RMS."""
    state = torch.load(checkpoint, weights_only=False)
    student = Student(SHAPES[learner])
    student.load_state_dict(state["learners"][learner]["average"])
    heads = state["learners"][learner]["heads"]
    weights = student.weights()
    rng = random.Random(7)
    pools = [Pool(load(data)[::9], 128) for load in (training_photos, training_paintings)]
    pictures = torch.stack([pool.crop(128, rng) for pool in pools for _ in range(12)])
    net = Finished(weights, torch.eye(3), -torch.tensor(MEAN), "max")
    features = net(pictures, set(CONVOLUTIONS))
    tensors, before = {}, 1.0
    for name in CONVOLUTIONS:
        weight, bias = weights[name]
        after = 1 / features[name].square().mean().sqrt().clamp(min=1e-6)  # relu(a x) = a relu(x) for a > 0
        tensors[f"conv{name}.weight"] = (weight * (after / before)).half().contiguous()
        tensors[f"conv{name}.bias"] = (bias * after).half().contiguous()
        before = after
    for name in LEARNT:
        head = heads["h" + name][:, :-1].double()
        metric = head.T @ head  # the features' scale cancels in the normalised trace
        tensors[f"metric.relu{name}"] = (metric * (len(metric) / metric.trace())).float().contiguous()
    meta = {
        "name": f"nst-vgg-{learner}",
        "version": "2",
        "licence": "MIT",
        "topology": "VGG-16 conv1_1 ... conv5_1, 3x3, zero padding, ReLU",
        "widths": json.dumps(list(SHAPES[learner])),
        "pooling": "max 2x2, odd sizes drop the last row or column",
        "input": "RGB in [0,1]; subtract mean, then pad with zeros; no further scale",
        "mean": json.dumps([round(value, 8) for value in MEAN]),
        "metric": "M = H^T H of the 1x1 head onto VGG-16's principal axes at natural scale, trace(M)/C = 1",
        "seed": str(state["args"]["seed"]),
        "steps": str(state["step"]),
        "training_minutes": str(round(state["elapsed"] / 60)),
    }
    new = path.with_suffix(".new")
    save_file(tensors, new, metadata=meta)
    new.chmod(0o644)
    new.replace(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("student", help="as given to train.py")
    parser.add_argument("path", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    export(args.checkpoint, args.student, args.path, args.data)
