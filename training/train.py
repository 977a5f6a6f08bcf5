"""Trains the student from scratch. See README.md; `python train.py --data DIR --out DIR --minutes 90`.

One process: a producer thread makes batches (pictures, perturbed twins, teacher targets), the main thread
trains on them. When the producer is late, a recent batch is used again. Everything is planned by the clock,
so the schedule fits whatever the machine gives; a checkpoint is written every few minutes and resumed from.
"""

import argparse
import copy
import json
import math
import os
import queue
import random
import threading
import time
from collections import deque
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from export import export
from nets import MEAN, STYLE_LAYERS, TARGETS, PlainVgg, Student, load_se5, load_vgg19
from pictures import Pool, training_paintings, training_photos
from stills import StyleLoss, lbfgs

BORDER = {"4_1": 2, "5_1": 1}  # SE5 pads by reflection, we pad by zero: these borders are not compared


class Teachers:
    """Exact VGG-19 up to relu3_4 and the SE5 heads.

    Every channel is centred and scaled to unit variance, then the layer is rotated onto its first TARGETS[name]
    principal axes: distances stay what they were but for the little variance that is dropped (nothing at
    relu4_1 and relu5_1, which SE5 makes from 128 channels). All of it is one 1x1 convolution.
    """

    def __init__(self, data):
        self.vgg = load_vgg19(data, torch.bfloat16)
        self.se5, self.heads = load_se5(data, torch.bfloat16)
        self.maps = {}

    @torch.no_grad()
    def raw(self, x):
        out = self.vgg(x, {"1_1", "2_1", "3_1", "3_4"})
        for name, features in self.se5(x, {"4_1", "5_1"}).items():
            weight, bias = self.heads[name]
            out[name] = F.conv2d(features, weight, bias)
        return out

    @torch.no_grad()
    def measure(self, batches):
        """Fixes {layer: (weight, bias)} and returns the share of the variance that is kept."""
        sums = {name: [0, 0, 0] for name in TARGETS}
        for x in batches:
            for name, features in self.raw(x).items():
                flat = features.float().transpose(0, 1).flatten(1)
                sums[name] = [sums[name][0] + flat.shape[1], sums[name][1] + flat.sum(1), sums[name][2] + flat @ flat.T]
        kept = {}
        for name, (count, total, products) in sums.items():
            mean = total / count
            covariance = (products / count - mean[:, None] * mean).double()
            deviation = covariance.diagonal().clamp(min=0).sqrt()
            deviation = deviation.clamp(min=float(deviation.median()) * 0.05)  # channels that hardly ever fire
            values, axes = torch.linalg.eigh(covariance / deviation[:, None] / deviation)
            axes = axes[:, -TARGETS[name] :].flip(1)
            kept[name] = round(float(values[-TARGETS[name] :].sum() / values.sum()), 4)
            weight = (axes.T / deviation).float()
            # Unit power on average over positions and axes, so that all layers' losses start at 1.
            weight = weight * float(TARGETS[name] / values[-TARGETS[name] :].sum()) ** 0.5
            self.maps[name] = (weight[:, :, None, None].bfloat16(), -(weight @ mean).bfloat16())
        return kept

    @torch.no_grad()
    def __call__(self, x):
        """{layer: (features (B, N, K), their mean, second moment, power per picture)}, in bfloat16."""
        out = {}
        for name, features in self.raw(x).items():
            flat = rows(F.conv2d(features, *self.maps[name]), name).contiguous()
            moment = (flat.transpose(1, 2) @ flat) / flat.shape[1]
            power = flat.square().sum((1, 2), dtype=torch.float32) / flat.shape[1]
            out[name] = (flat, flat.sum(1, dtype=torch.float32) / flat.shape[1], moment, power)
        return out


def rows(features, name):
    """(B, C, H, W) -> (B, positions, C), without the border that is not compared."""
    border = BORDER.get(name, 0)
    if border:
        features = features[:, :, border:-border, border:-border]
    return features.permute(0, 2, 3, 1).flatten(1, 2)


class Producer(threading.Thread):
    """Makes batches of pairs (x, x') with their teacher targets."""

    def __init__(self, photos, paintings, teachers, pairs, crop, seed, on_policy_share):
        super().__init__(daemon=True)
        self.photos, self.paintings, self.teachers = photos, paintings, teachers
        self.pairs, self.size, self.share = pairs, crop, on_policy_share
        self.rng = random.Random(seed)
        self.torch_rng = torch.Generator().manual_seed(seed)
        self.ready = queue.Queue(maxsize=2)
        self.visited = deque(maxlen=240)  # series of pictures met while optimising on the student
        self.snapshot = None  # the student to optimise on; set by the trainer
        self.last_visit = 0.0
        self.stopping = False

    def run(self):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(19, os.nice(0) + 4))  # Linux: this thread only
        while not self.stopping:
            if self.snapshot is not None and time.monotonic() - self.last_visit > 60:
                self.visit()
                self.last_visit = time.monotonic()
            batch = self.batch()
            while not self.stopping:
                try:
                    self.ready.put(batch, timeout=1)
                    break
                except queue.Full:
                    pass

    def visit(self):
        """Optimises a few small pictures on the current student and remembers what they look like on the way."""
        net, metrics = self.snapshot
        size = self.rng.choice((128, 144, 160))
        content = torch.stack([self.photos.crop(size, self.rng) for _ in range(3)])
        style = torch.stack([self.paintings.crop(size, self.rng) for _ in range(3)])
        use = metrics if self.rng.random() < 0.5 else None
        loss = StyleLoss(net, content, style, STYLE_LAYERS, "4_1", style_weight=self.rng.choice((10.0, 30.0, 100.0)), metrics=use)
        start = content if self.rng.random() < 0.7 else self.noise(content, 0.3).clamp(0, 1)
        steps = self.rng.choice((25, 35, 50))
        best, kept = lbfgs(loss, start, steps, keep={2, 6, 7, 12, 18, 19, 28, 34, 44})
        for index in range(len(content)):
            self.visited.append([picture[index].half() for picture in [content, *kept, best]])

    def batch(self):
        x, twin = zip(*[self.pair() for _ in range(self.pairs)])
        x = torch.stack([*x, *twin])
        return x, self.teachers(x)

    def plain(self):
        return (self.photos if self.rng.random() < 0.5 else self.paintings).crop(self.size, self.rng)

    def pair(self):
        rng = self.rng
        if self.visited and rng.random() < self.share:
            series = rng.choice(self.visited)
            first = rng.randrange(1, len(series))
            second = first - 1 if rng.random() < 0.6 else rng.randrange(len(series))
            top, left = (rng.randint(0, side - self.size) for side in series[0].shape[1:])
            x, twin = (series[i][:, top : top + self.size, left : left + self.size].float() for i in (first, second))
            if rng.random() < 0.3:
                twin = self.noise(x, 10 ** rng.uniform(-2, -1.2))
            return (x.flip(2), twin.flip(2)) if rng.random() < 0.5 else (x, twin)
        x = self.plain()
        draw = rng.random()
        if draw < 0.12:
            x = x.lerp(self.plain(), rng.uniform(0.2, 0.8))
        elif draw < 0.22:
            x = self.noise(x, 10 ** rng.uniform(-1.7, -0.6))
        elif draw < 0.25:
            x = self.noise(torch.full_like(x, rng.uniform(0.2, 0.8)), 10 ** rng.uniform(-1.5, -0.4))
        elif draw < 0.35:
            x = self.recoloured(x, 0.4)
        x = x.clamp(0, 1)
        return x, self.perturbed(x).clamp(-0.05, 1.05)

    def perturbed(self, x):
        rng = self.rng
        draw = rng.random()
        if draw < 0.5:
            return self.noise(x, 10 ** rng.uniform(-2, -1))
        if draw < 0.65:
            blurred = F.avg_pool2d(F.pad(x[None], (1, 1, 1, 1), mode="replicate"), 3, 1)[0]
            return x + (blurred - x) * rng.uniform(-1, 1)
        if draw < 0.85:
            return x.lerp(self.plain(), rng.uniform(0.05, 0.35))
        return self.recoloured(x, 0.15)

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


class Heads(nn.Module):
    """The linear 1x1 heads. Not learnt by gradient: the loss is quadratic in them, so they are solved for, from
    running averages of its normal equations over the last few dozen batches."""

    def __init__(self, channels):
        super().__init__()
        for name, count in TARGETS.items():
            self.register_buffer("h" + name, torch.zeros(count, channels[name]))
            self.register_buffer("b" + name, torch.zeros(count))
        self.equations = {}
        self.seen = 0

    def get(self, name):
        return getattr(self, "h" + name), getattr(self, "b" + name)

    def add(self, name, inner, mean, cross, target_mean, weight, step_inner, step_cross, step_weight, memory):
        """One batch: `weight` and `step_weight` are the losses' weights of each picture and each pair."""
        channels = inner.shape[1]
        left = inner.new_zeros(channels + 1, channels + 1)
        left[:channels, :channels] = (inner * weight[:, None, None]).sum(0) + (step_inner * step_weight[:, None, None]).sum(0)
        left[channels, :channels] = left[:channels, channels] = (mean * weight[:, None]).sum(0)
        left[channels, channels] = weight.sum()
        right = inner.new_zeros(cross.shape[1], channels + 1)
        right[:, :channels] = (cross * weight[:, None, None]).sum(0) + (step_cross * step_weight[:, None, None]).sum(0)
        right[:, channels] = (target_mean * weight[:, None]).sum(0)
        old = self.equations.get(name, (left, right))
        self.equations[name] = (old[0].lerp(left, 1 - memory), old[1].lerp(right, 1 - memory))

    def solve(self):
        self.seen += 1
        if self.seen < 30:
            return
        for name, (left, right) in self.equations.items():
            left = left.double()
            left = left + torch.eye(len(left)).double() * 1e-4 * left.diagonal().mean()
            solution = torch.linalg.solve(left, right.double().T).T.float()
            getattr(self, "h" + name).copy_(solution[:, :-1])
            getattr(self, "b" + name).copy_(solution[:, -1])


def backward(student, heads, batch, weights, memory):
    """Gradients of the loss; returns per layer [unexplained variance, moment error, mean error, difference error].

    All of them are quadratic in the heads' outputs H f + b, so they follow from the small matrices f ft and t ft
    and their like. Autograd sees only those; the gradient at every position is two matrix products more.
    """
    x, targets = batch
    pairs = len(x) // 2
    with torch.autocast("cpu", dtype=torch.bfloat16):
        features = student(x.contiguous(memory_format=torch.channels_last))
    total, report, chain = 0, {}, []
    for name, (target, target_mean, target_moment, power) in targets.items():
        weight, bias = heads.get(name)
        metric = weight.T @ weight
        attached = rows(features[name], name)
        flat = attached.detach()
        count, axes = flat.shape[1], target.shape[2]
        step, target_step = flat[pairs:] - flat[:pairs], target[pairs:] - target[:pairs]
        small = [flat.transpose(1, 2) @ flat, target.transpose(1, 2) @ flat, flat.sum(1, dtype=torch.float32)]
        small += [step.transpose(1, 2) @ step, target_step.transpose(1, 2) @ step]
        inner, cross, mean, step_inner, step_cross = small = [(m.float() / count).requires_grad_(True) for m in small]
        mapped_mean = mean @ weight.T
        error = power - 2 * ((cross * weight).sum((1, 2)) + target_mean @ bias)
        error = error + (inner * metric).sum((1, 2)) + 2 * mapped_mean @ bias + bias @ bias
        unexplained = (error / (0.5 * axes + 0.5 * power)).mean()
        # error' - error = H (f' - f) - (t' - t)
        own = target_step.square().sum((1, 2), dtype=torch.float32) / count
        difference = own - 2 * (step_cross * weight).sum((1, 2)) + (step_inner * metric).sum((1, 2))
        difference_error = (difference / (own + 1e-4 * axes)).mean()
        share, step_share = 1 / (0.5 * axes + 0.5 * power) / len(x), weights[3] / (own + 1e-4 * axes) / pairs
        with torch.no_grad():
            heads.add(name, inner, mean, cross, target_mean, share, step_inner, step_cross, step_share, memory)
        # Second moment about the teacher's overall mean, and the mean itself.
        outer = mapped_mean[:, :, None] * bias
        mapped_moment = weight @ inner @ weight.T + outer + outer.transpose(1, 2) + bias[:, None] * bias
        target_moment = target_moment.float()
        moment_error = (mapped_moment - target_moment).square().sum((1, 2)) / target_moment.square().sum((1, 2))
        mean_error = (mapped_mean + bias - target_mean).square().sum(1) / (target_mean.square().sum(1) + 0.05 * axes)
        terms = [unexplained, moment_error.mean(), mean_error.mean(), difference_error]
        total = total + sum(w * term for w, term in zip(weights, terms))
        report[name] = [float(term.detach()) for term in terms]
        chain.append((attached, flat, target, step, target_step, small))
    total.backward()
    gradients = []
    for _, flat, target, step, target_step, small in chain:
        inner, cross, mean, step_inner, step_cross = ((m.grad / flat.shape[1]).to(flat.dtype) for m in small)
        gradient = torch.baddbmm(mean[:, None], flat, inner + inner.transpose(1, 2)).baddbmm_(target, cross)
        along = torch.bmm(step, step_inner + step_inner.transpose(1, 2)).baddbmm_(target_step, step_cross)
        gradient[pairs:] += along
        gradient[:pairs] -= along
        gradients.append(gradient)
    torch.autograd.backward([link[0] for link in chain], gradients)
    heads.solve()
    return report


def frozen(student, heads):
    """A finished, float32 copy of the student for optimising pictures, with M per style layer."""
    net = PlainVgg(student.folded(), torch.eye(3), -torch.tensor(MEAN), pool="avg")
    metrics = {}
    for name in STYLE_LAYERS:
        weight = heads.get(name)[0]
        metrics[name] = weight.T @ weight
    return net, metrics


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--export", type=Path, help="weights file, rewritten at every checkpoint")
    parser.add_argument("--minutes", type=float, default=90, help="length of the whole training, earlier runs included")
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--crop", type=int, default=144)
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on-policy-after", type=float, default=0.35, help="as a part of the whole training")
    parser.add_argument("--on-policy-share", type=float, default=0.3)
    parser.add_argument("--freeze-norm-after", type=float, default=0.85, help="BatchNorm keeps its statistics from here on")
    parser.add_argument("--checkpoint-minutes", type=float, default=4)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)

    began = time.monotonic()
    photos = Pool(training_photos(args.data), args.crop)
    paintings = Pool(training_paintings(args.data), args.crop)
    print(f"{len(photos.pictures)} photos and frames, {len(paintings.pictures)} paintings, {time.monotonic() - began:.0f} s", flush=True)

    student = Student().to(memory_format=torch.channels_last)
    heads = Heads({name: student.convs[name].out_channels for name in TARGETS})
    modules = nn.ModuleDict({"student": student, "heads": heads})
    average = copy.deepcopy(modules)  # EMA of parameters and of BatchNorm's statistics
    optimiser = torch.optim.Adam(modules.parameters(), lr=args.lr, betas=(0.9, 0.99))
    teachers = Teachers(args.data)
    step, elapsed_before = 0, 0.0
    checkpoint = args.out / "checkpoint.pt"
    producer = Producer(photos, paintings, teachers, args.pairs, args.crop, args.seed, args.on_policy_share)
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        modules.load_state_dict(state["modules"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, elapsed_before, teachers.maps = state["step"], state["elapsed"], state["maps"]
        producer.visited.extend(state["visited"])
        producer.rng.seed(args.seed + step)
        producer.torch_rng.manual_seed(args.seed + step)
    else:
        kept = teachers.measure([torch.stack([producer.plain() for _ in range(8)]) for _ in range(24)])
        print("variance kept on the principal axes", kept, flush=True)
    producer.start()

    def save(elapsed):
        state = {"modules": modules.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()}
        state |= {"step": step, "elapsed": elapsed, "maps": teachers.maps, "visited": list(producer.visited), "args": vars(args)}
        torch.save(state, args.out / "new.pt")
        (args.out / "new.pt").replace(checkpoint)
        if args.export:
            export(checkpoint, args.export, calibration(producer))

    started, first_step = time.monotonic(), step
    last_save, last_snapshot, last_log = started, 0.0, started
    recent, logs = deque(maxlen=80), []
    fresh = 0
    log = open(args.out / "log.jsonl", "a")
    while True:
        elapsed = elapsed_before + time.monotonic() - started
        progress = elapsed / (args.minutes * 60)
        if progress >= 1:
            break
        try:
            batch = producer.ready.get(timeout=0 if len(recent) > 20 else 600)
            recent.append(batch)
            fresh += 1
        except queue.Empty:
            batch = random.choice(recent)
        rate = args.lr * min(1, (step - first_step + 1) / 150) * (0.5 + 0.5 * math.cos(math.pi * progress) if progress < 1 else 0)
        for group in optimiser.param_groups:
            group["lr"] = max(rate, args.lr * 0.003)
        modules.train()
        if progress > args.freeze_norm_after:
            for norm in student.norms.values():
                norm.eval()
        optimiser.zero_grad(set_to_none=True)
        report = backward(student, heads, batch, (1.0, 0.5, 0.25, min(1.0, 0.2 + step / 1500)), 0.97 if progress < 0.4 else 0.985)
        nn.utils.clip_grad_norm_(modules.parameters(), 5.0)
        optimiser.step()
        step += 1
        logs.append(report)
        keep = min(0.998, 1 - 1 / (step / 4 + 2))
        with torch.no_grad():
            for mine, theirs in zip(average.state_dict().values(), modules.state_dict().values()):
                if mine.is_floating_point():
                    mine.lerp_(theirs, 1 - keep)
        now = time.monotonic()
        if progress > args.on_policy_after and now - last_snapshot > 120:
            producer.snapshot = frozen(average["student"], average["heads"])
            last_snapshot = now
        if now - last_log > 30:
            means = {name: [round(sum(r[name][i] for r in logs) / len(logs), 4) for i in range(4)] for name in TARGETS}
            line = {"step": step, "minutes": round(elapsed / 60, 1), "ms": round((now - last_log) / len(logs) * 1000), "fresh": fresh}
            line |= {"visited": len(producer.visited), **means}
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(json.dumps(line), flush=True)
            logs, last_log, fresh = [], now, 0
        if now - last_save > args.checkpoint_minutes * 60:
            save(elapsed)
            last_save = now
    save(elapsed)
    producer.stopping = True
    producer.join()


def calibration(producer):
    rng = random.Random(7)
    return torch.stack([pool.crop(producer.size, rng) for pool in (producer.photos, producer.paintings) for _ in range(12)])


if __name__ == "__main__":
    main()
