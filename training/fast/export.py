"""Turns a checkpoint into the weights file that ships: `python -m fast.export RUN/checkpoint.pt FILE`. See README.md."""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from fast.network import Painter


def averaged(state):
    """The painter with the average of its weights, from a checkpoint."""
    painter = Painter()
    painter.load_state_dict(state["painter"])
    for p, value in zip(painter.parameters(), state["average"]):
        p.data.copy_(value)
    return painter.eval()


def tensors_of(painter):
    """{name: tensor}: convX.weight, out.*, reader.*; float16 but for what descriptors are centred and scaled by."""
    out = {}
    for name, value in painter.state_dict().items():
        name = name.removeprefix("convs.").replace("directions.", "directions.relu")
        keep = name in ("reader.centre", "reader.spread")
        out[name] = (value.float() if keep else value.half()).contiguous()
    return out


def exported(path):
    """The state of a painter that was exported, to go on from."""
    tensors = {name.replace("directions.relu", "directions."): value.float() for name, value in load_file(path).items()}
    return {name if name.startswith(("out.", "reader.")) else f"convs.{name}": value for name, value in tensors.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("path", type=Path)
    args = parser.parse_args()
    state = torch.load(args.checkpoint, weights_only=False)
    meta = {
        "name": "nst-fast",
        "version": "1",
        "licence": "MIT",
        "formulas": "training/fast/README.md",
        "statistics": "of nst-vgg-small, relu1_1, 2_1, 3_1, 4_1, 5_1",
        "seed": str(state["args"]["seed"]),
        "steps": str(state["step"]),
    }
    new = args.path.with_suffix(".new")
    save_file(tensors_of(averaged(state)), new, metadata=meta)
    new.chmod(0o644)
    new.replace(args.path)
    print(f"{args.path}: {args.path.stat().st_size} bytes, {state['step']} steps")


if __name__ == "__main__":
    main()
