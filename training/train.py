"""Trains the students from random weights, all on the same batches. See README.md.

A thread makes batches and asks the teacher; every student learns in a thread of its own. Everything is planned by
the clock, so the schedule fits whatever the machine gives; a checkpoint is written every few minutes and resumed from.
"""

import argparse
import json
import math
import threading
import time
from pathlib import Path

import torch

from batches import Batches
from learner import Learner
from nets import LEARNT, STYLE_LAYERS, load_exported
from pictures import Pool, training_paintings, training_photos
from teacher import Teacher


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--students", default="small,wide")
    parser.add_argument("--first", type=Path, help="an exported network to visit pictures on until the students can")
    parser.add_argument("--start", help="name=FILE,...: exported networks to go on from, instead of random weights")
    parser.add_argument("--minutes", type=float, default=90, help="length of the whole training, earlier runs included")
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--crop", type=int, default=112)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--visited-share", type=float, default=0.5)
    parser.add_argument("--visit-every", type=int, default=60, help="steps")
    parser.add_argument("--visits", type=int, default=20, help="before the first step")
    parser.add_argument("--freeze-norm-after", type=float, default=0.08)
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    parser.add_argument("--visit-after", type=float, default=0.12, help="as a part of the whole training")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)

    began = time.monotonic()
    photos, paintings = Pool(training_photos(args.data), args.crop), Pool(training_paintings(args.data), args.crop)
    print(f"{len(photos.pictures)} photos and frames, {len(paintings.pictures)} paintings, {time.monotonic() - began:.0f} s", flush=True)
    batches = Batches(photos, paintings, args.crop, args.seed)
    teacher = Teacher(args.data)
    start = dict(pair.split("=", 1) for pair in args.start.split(",")) if args.start else {}
    learners = [Learner(name, args.lr, start.get(name)) for name in args.students.split(",")]
    step, elapsed_before = 0, 0.0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        for learner in learners:
            learner.load(state["learners"][learner.name])
        step, elapsed_before, teacher.maps = state["step"], state["elapsed"], state["maps"]
        batches.visited.extend(state["visited"])
        batches.seed(args.seed + step)
    else:
        if args.first:
            net, metrics = load_exported(args.first)
            for _ in range(args.visits):
                batches.visit(net, {n: metrics[n] for n in STYLE_LAYERS})
            print(f"{len(batches.visited)} visited pictures, {time.monotonic() - began:.0f} s", flush=True)
        kept = teacher.measure([batches.batch(8, 0.4)[0] for _ in range(20)])
        print("variance kept on the principal axes", kept, flush=True)

    started, first_step = time.monotonic(), step
    log = open(args.out / "log.jsonl", "a")

    def elapsed():
        return elapsed_before + time.monotonic() - started

    def learn(learner):
        """The thread of one student: a step on each batch that comes, and from time to time a visit."""
        taken, reports, last_log, visiting = step, [], time.monotonic(), 0.0
        while (drawn := learner.waiting.get()) is not None:
            progress = min(1, elapsed() / (args.minutes * 60))
            if (start or progress > args.visit_after) and taken % (args.visit_every * learner.cost) == 0:
                since = time.monotonic()
                batches.visit(*learner.network())
                visiting += time.monotonic() - since
            decay = max(0.01, 0.5 + 0.5 * math.cos(math.pi * progress))
            warm = min(1, (taken - first_step + 1) / 150)
            if start:  # the heads are solved for first
                warm = min(1, max(0, taken - first_step - 50) / 300)
            rate = args.lr * warm * decay
            late = 1.0 if start else min(1.0, taken / 1500)
            learner.student.train(not start and progress < args.freeze_norm_after)
            memory = 0.97 if progress < 0.4 else 0.985
            reports.append(learner.step(*drawn, rate, (1.0, max(0.2, late), 0.15 * late, 0.25 * late), memory, taken))
            taken += 1
            now = time.monotonic()
            if now - last_log > 30:
                means = {name: [round(sum(r[name][i] for r in reports) / len(reports), 4) for i in range(4)] for name in LEARNT}
                line = {"student": learner.name, "step": taken, "minutes": round(elapsed() / 60, 1), "ms": round((now - last_log) / len(reports) * 1000)}
                log.write(json.dumps(line | {"visited": len(batches.visited), "visiting": round(visiting), **means}) + "\n")
                log.flush()
                reports, last_log = [], now

    for learner in learners:
        learner.thread = threading.Thread(target=learn, args=(learner,), daemon=True)
        learner.thread.start()

    def save():
        for learner in learners:
            learner.lock.acquire()  # waits for the step in hand
        state = {"learners": {learner.name: learner.state() for learner in learners}}
        state |= {"step": step, "elapsed": elapsed(), "maps": teacher.maps, "visited": list(batches.visited), "args": vars(args)}
        torch.save(state, args.out / "new.pt")
        (args.out / "new.pt").replace(checkpoint)
        for learner in learners:
            learner.lock.release()

    last_save = started
    while elapsed() < args.minutes * 60:
        x, near = batches.batch(args.pairs, args.visited_share)
        x = x.contiguous(memory_format=torch.channels_last)
        drawn = x, teacher(x), near
        for learner in learners:
            learner.waiting.put(drawn)
        step += 1
        if time.monotonic() - last_save > args.checkpoint_minutes * 60:
            save()
            last_save = time.monotonic()
    for learner in learners:
        learner.waiting.put(None)
        learner.thread.join()
    save()


if __name__ == "__main__":
    main()
