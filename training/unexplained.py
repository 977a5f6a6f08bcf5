"""Unexplained variance and difference error on pictures that training never saw.

`plain`: crops as they are; `pairs`: blended, noisy and recoloured ones, and the difference to their perturbed
twins, relative to the teacher's own difference. The heads are the checkpoint's.
"""

import argparse
from pathlib import Path

import torch

from nets import TARGETS, Student
from pictures import HELD_OUT_KODAK, Pool, crop_letterbox, open_rgb, painting_paths
from train import Producer, Teachers, rows


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--crop", type=int, default=128)
    parser.add_argument("--batches", type=int, default=12)
    args = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(args.checkpoint, weights_only=False)
    average = state["average"]
    student = Student()
    student.load_state_dict({key[len("student.") :]: value for key, value in average.items() if key.startswith("student.")})
    student.eval()
    teachers = Teachers(args.data)
    teachers.maps = state["maps"]
    photos = Pool([open_rgb(args.data / f"photos/kodak/{name}.png") for name in HELD_OUT_KODAK], args.crop)
    paintings = [crop_letterbox(open_rgb(path)) for path in painting_paths(args.data)[1]]
    paintings += [open_rgb(path) for path in sorted((args.data / "styles").glob("*.jpg"))]
    producer = Producer(photos, Pool(paintings, args.crop), teachers, 4, args.crop, 3, 0)
    sums = {name: torch.zeros(6) for name in TARGETS}
    for _ in range(args.batches):
        plain = torch.stack([producer.plain() for _ in range(8)])
        first, second = zip(*[producer.pair() for _ in range(8)])
        for kind, x in enumerate((plain, torch.stack([*first, *second]))):
            targets, features = teachers(x), student(x)
            for name in TARGETS:
                target = targets[name][0].float()
                error = rows(features[name], name) @ average[f"heads.h{name}"].T + average[f"heads.b{name}"] - target
                sums[name][2 * kind : 2 * kind + 2] += torch.stack([error.square().sum(), target.square().sum()])
                if kind:
                    change = target[8:] - target[:8]
                    relative = (error[8:] - error[:8]).square().sum((1, 2)) / change.square().sum((1, 2))
                    sums[name][4:] += torch.tensor([float(relative.sum()), 8.0])
    for name, (a, b, c, d, e, f) in sums.items():
        print(f"relu{name}: plain {a / b:.3f}, pairs {c / d:.3f}, differences {e / f:.3f}")


if __name__ == "__main__":
    main()
