"""Trains the fast painter from random weights: `python -m fast.train --data DIR --out RUN`, in training/. See README.md.

Two threads, a group each (one painting, a crop of a picture and perhaps its twin); their gradients make one step.
Resumes from RUN/checkpoint.pt with --resume. SIGTERM ends it after the step in hand, with a checkpoint.
"""

import argparse
import json
import math
import queue
import random
import signal
import threading
import time
from pathlib import Path

import torch

from fast.export import exported
from fast.contents import Contents, film_frames
from fast.losses import STYLE_WEIGHT, grid_pattern, objective, outside, unsteadiness, variation
from fast.network import LAYERS, Painter, StyleReader, paint
from fast.paintings import Bank, Paintings, as_float
from fast.sheet import Sheet
from nets import load_exported

class Worker:
    """A thread's own pictures and its share of a step."""

    def __init__(self, args, number, step, frames):
        seed = args.seed + 1000 * number + step
        self.args, self.rng = args, random.Random(seed)
        self.contents = Contents(args.data, seed, frames)
        self.tasks, self.results = queue.Queue(1), queue.Queue(1)

    def group(self, painter, loss_net, metrics, bank, temporal):
        args = self.args
        crops, across = self.contents.crops(args.crop, temporal > 0)
        style = bank.take(self.rng)
        painted = paint(painter, crops[None], style, 1)[0]
        style_loss, content = objective(loss_net, metrics, painted[:1], crops[:1], style, args.bfloat16)
        beyond, rough, weave = outside(painted), variation(painted), grid_pattern(painted[:1])
        loss = STYLE_WEIGHT * style_loss + args.content * content + args.outside * beyond + args.tv * rough
        loss = loss + args.grid_pattern * weave
        report = {"style": style_loss, "content": content, "outside": beyond, "tv": rough, "grid_pattern": weave}
        if across is not None:
            steady = unsteadiness(painted[:1], painted[1:], across)
            loss, report["temporal"] = loss + temporal * steady, steady
        gradients = torch.autograd.grad(loss, list(painter.parameters()))
        return gradients, {name: float(value.detach()) for name, value in report.items()}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoint, log and sheets")
    parser.add_argument("--net", type=Path, default=Path("../models/nst-vgg-small.safetensors"), help="the loss network")
    parser.add_argument("--start", type=Path, help="exported weights to go on from, instead of random ones")
    parser.add_argument("--bfloat16", action=argparse.BooleanOptionalAction, default=True, help="convolutions in bfloat16")
    parser.add_argument("--resume", action="store_true", help="go on from RUN/checkpoint.pt")
    parser.add_argument("--minutes", type=float, default=110, help="of this run")
    parser.add_argument("--crop", type=int, default=192)
    parser.add_argument("--workers", type=int, default=2, help="threads; groups per step")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--finish", type=int, help="the step at which the rate reaches 0, over the last third")
    parser.add_argument("--content", type=float, default=6, help="weight of the content loss")
    parser.add_argument("--temporal", type=float, default=60, help="weight of unsteadiness, in its end")
    parser.add_argument("--temporal-after", type=int, default=3000, help="steps; then rising for a thousand")
    parser.add_argument("--outside", type=float, default=30)
    parser.add_argument("--tv", type=float, default=0.5)
    parser.add_argument("--grid-pattern", type=float, default=20000, help="weight of what repeats with the painter's grid")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first-paintings", type=int, default=40)
    parser.add_argument("--paint-every", type=int, default=3, help="steps between new paintings")
    parser.add_argument("--checkpoint-minutes", type=float, default=4)
    parser.add_argument("--sheet-minutes", type=float, default=10)
    return parser.parse_args()


def median_of(usual, lengths):
    """Moves towards the median of what comes by four hundredths of itself for each."""
    if not usual:
        return min(lengths)
    for length in lengths:
        usual *= 1.04 if length > usual else 1 / 1.04
    return usual


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists() != args.resume:
        raise SystemExit(f"{checkpoint} {'exists: give --resume, or another folder' if checkpoint.exists() else 'does not exist'}")
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    began = time.monotonic()
    loss_net, metrics = load_exported(args.net)
    painter = Painter().to(memory_format=torch.channels_last)
    painter.bfloat16 = args.bfloat16
    parameters = list(painter.parameters())
    optimiser = torch.optim.Adam(parameters, lr=args.lr, betas=(0.9, 0.999))
    average = [p.detach().clone() for p in parameters]
    step = elapsed_before = 0
    state = torch.load(checkpoint, weights_only=False) if args.resume else None
    if state:
        step, elapsed_before = state["step"], state["elapsed"]
    bank = Bank(loss_net, Paintings(args.data, args.seed + step))
    if state:
        painter.load_state_dict(state["painter"])
        optimiser.load_state_dict(state["optimiser"])
        average = state["average"]
        bank.kept.extend(state["bank"])
    else:
        while len(bank.kept) < args.first_paintings:
            bank.add()
        plain = torch.cat([StyleReader.plain(as_float(style)) for style in bank.kept])
    if not state and args.start:
        painter.load_state_dict(exported(args.start))
        average = [p.detach().clone() for p in parameters]
    elif not state:
        painter.reader.centre.copy_(plain.mean(0))
        painter.reader.spread.copy_(plain.std(0) + 0.1 * plain.std(0).mean())
    frames = film_frames(args.data, args.out / "frames")
    workers = [Worker(args, number, step, frames) for number in range(args.workers)]
    sheet = Sheet(args.data, loss_net)
    log = open(args.out / "log.jsonl", "a")
    print(f"step {step}, {len(bank.kept)} paintings, ready after {time.monotonic() - began:.0f} s", flush=True)

    def work(worker):
        while (temporal := worker.tasks.get()) is not None:
            try:
                worker.results.put(worker.group(painter, loss_net, metrics, bank, temporal))
            except Exception as error:  # handed to the main thread, which ends
                worker.results.put(error)

    for worker in workers:
        threading.Thread(target=work, args=(worker,), daemon=True).start()

    def averaged():
        """The painter with the average of its weights."""
        other = Painter()
        other.load_state_dict(painter.state_dict())
        for p, value in zip(other.parameters(), average):
            p.data.copy_(value)
        return other

    def save():
        new = args.out / "checkpoint.new"
        out = {"painter": painter.state_dict(), "optimiser": optimiser.state_dict(), "average": average, "bank": list(bank.kept)}
        out |= {"usual": usual, "step": step, "elapsed": elapsed_before + time.monotonic() - began, "cpu": time.process_time(), "args": vars(args)}
        torch.save(out, new)
        new.replace(checkpoint)

    reports, last_log = [], time.monotonic()
    last_save = last_sheet = last_log
    skipped = 0  # steps not taken
    usual = state["usual"] if state else 0.0  # median length of a group's gradient, roughly; twice that is the limit
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set() and time.monotonic() - began < args.minutes * 60 and not (args.finish and step >= args.finish):
        temporal = args.temporal * min(1, max(0, (step - args.temporal_after) / 1000))
        for worker in workers:
            worker.tasks.put(temporal)
        if step % args.paint_every == 0:
            bank.add()
        results = [worker.results.get() for worker in workers]
        for result in results:
            if isinstance(result, Exception):
                raise result
        reports += [report for _, report in results]
        rate = args.lr * min(1, (step + 1) / 100)
        if args.finish:
            left = (args.finish - step) / (args.finish / 3)
            rate *= 0.5 - 0.5 * math.cos(math.pi * min(1, max(0.01, left)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        lengths = [float(torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))) for gradients, _ in results]
        if all(math.isfinite(length) for length in lengths):
            # One group that is far off must not drown the others.
            factors = [min(1, 2 * usual / length) if usual else 1 for length in lengths]
            gradients = [
                sum(part * factor for part, factor in zip(parts, factors)) / len(parts)
                for parts in zip(*[gradients for gradients, _ in results])
            ]
            for p, gradient in zip(parameters, gradients):
                p.grad = gradient
            usual = median_of(usual, lengths)
            optimiser.step()
        else:
            skipped += 1
        step += 1
        keep = min(0.999, (step + 1) / (step + 10))
        torch._foreach_lerp_(average, [p.detach() for p in parameters], 1 - keep)
        now = time.monotonic()
        if now - last_log > 30:
            line = {"step": step, "minutes": round((elapsed_before + now - began) / 60, 1), "cpu_s": round(time.process_time())}
            for name in reports[-1]:
                values = [report[name] for report in reports if name in report]
                line[name] = float(f"{sum(values) / len(values):.4g}")
            line |= {"groups": len(reports), "rate": float(f"{rate:.3g}"), "gradient": float(f"{usual:.3g}"), "skipped": skipped}
            log.write(json.dumps(line | {"paintings": len(bank.kept)}) + "\n")
            log.flush()
            reports, last_log = [], now
        if now - last_save > args.checkpoint_minutes * 60:
            save()
            last_save = time.monotonic()
        if now - last_sheet > args.sheet_minutes * 60:
            sheet.write(averaged(), args.out / f"sheet_{step:06d}.png")
            last_sheet = time.monotonic()
    save()
    sheet.write(averaged(), args.out / f"sheet_{step:06d}.png")
    print(f"step {step}, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
