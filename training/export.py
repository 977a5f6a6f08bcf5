"""Turns a checkpoint into the weights file that ships: folded, scaled to unit RMS, float16, with the metrics."""

import json

import torch
from safetensors.torch import save_file

from nets import LAYERS, MEAN, STYLE_LAYERS, WIDTHS, PlainVgg, Student


def finished(checkpoint):
    """Folded weights and 1x1 heads of the averaged student."""
    state = torch.load(checkpoint, weights_only=False)
    student = Student()
    prefix = "student."
    student.load_state_dict({key[len(prefix) :]: value for key, value in state["average"].items() if key.startswith(prefix)})
    heads = {name: state["average"][f"heads.h{name}"] for name in [*STYLE_LAYERS, "3_4"]}
    return state, student.folded(), heads


@torch.no_grad()
def export(checkpoint, path, pictures):
    """`pictures` (B, 3, H, W) fix the scale: every layer's activations get unit RMS on them."""
    state, weights, heads = finished(checkpoint)
    net = PlainVgg(weights, torch.eye(3), -torch.tensor(MEAN), pool="avg")
    features = net(pictures, set(LAYERS))
    tensors, before = {}, 1.0
    for name in LAYERS:
        weight, bias = weights[name]
        after = 1 / features[name].square().mean().sqrt().clamp(min=1e-6)  # relu(a x) = a relu(x) for a > 0
        tensors[f"conv{name}.weight"] = (weight * (after / before)).half().contiguous()
        tensors[f"conv{name}.bias"] = (bias * after).half().contiguous()
        before = after
    for name, head in heads.items():
        metric = head.double().T @ head.double()  # the features' scale cancels in the normalised trace
        tensors[f"metric.relu{name}"] = (metric * (len(metric) / metric.trace())).float().contiguous()
    meta = {
        "name": "nst-vgg-quarter",
        "version": "1",
        "licence": "MIT",
        "topology": "VGG-19 conv1_1 ... conv5_1, 3x3, zero padding, ReLU",
        "widths": json.dumps(list(WIDTHS)),
        "pooling": "average 2x2, odd sizes drop the last row or column",
        "input": "RGB in [0,1]; subtract mean, then pad with zeros; no further scale",
        "mean": json.dumps([round(value, 8) for value in MEAN]),
        "metric": "M = H^T H of the 1x1 head onto VGG-19's unit-variance channels, trace(M)/C = 1",
        "seed": str(state["args"]["seed"]),
        "steps": str(state["step"]),
        "training_minutes": str(round(state["elapsed"] / 60)),
    }
    new = path.with_suffix(".new")
    save_file(tensors, new, metadata=meta)
    new.chmod(0o644)
    new.replace(path)
