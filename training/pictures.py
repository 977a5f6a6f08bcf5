"""The pictures the network learns from, and those it must never see.

Everything is decoded once into memory as uint8 at several scales. The held-out lists are fixed here,
so that training and evaluation cannot disagree about them.
"""

import os
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

# Never trained on: all of styles/, these photographs, these paintings (every 62nd of the sorted list), and
# the clips flower_*, sintel_480p_cut and friday_*. Only bunny_720p_surround and sintel_cave_png are read.
HELD_OUT_KODAK = ["03", "05", "08", "13", "15", "19", "21", "23"]
HELD_OUT_PAINTING_STEP = 62

LONG_SIDES = (640, 420, 280, 190)


def open_rgb(path):
    return Image.open(path).convert("RGB")


def crop_letterbox(picture, limit=243):
    """Cuts away the near-white border that squares many of the paintings."""
    pixels = np.asarray(picture.convert("L"))
    rows = np.where(np.median(pixels, axis=1) < limit)[0]
    columns = np.where(np.median(pixels, axis=0) < limit)[0]
    if len(rows) < 64 or len(columns) < 64:
        return picture
    box = (columns[0] + 3, rows[0] + 3, columns[-1] - 2, rows[-1] - 2)
    return picture.crop(box) if box[2] - box[0] > 64 and box[3] - box[1] > 64 else picture


def resized(picture, long_side):
    """Longer side = long_side."""
    factor = long_side / max(picture.size)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.LANCZOS)


def painting_paths(data):
    paths = sorted((data / "paintings").rglob("*.jpg")) + sorted((data / "paintings").rglob("*.png"))
    held_out = paths[7::HELD_OUT_PAINTING_STEP][:10]
    return [path for path in paths if path not in held_out], held_out


def clip_frames(path, rate="3"):
    """Some frames of a clip, by FFmpeg (FFMPEG_PATH, else the one on PATH)."""
    with tempfile.TemporaryDirectory() as folder:
        command = [os.environ.get("FFMPEG_PATH", "ffmpeg"), "-v", "error", "-i", str(path), "-vf", f"fps={rate}"]
        subprocess.run([*command, f"{folder}/%04d.png"], check=True)
        return [open_rgb(frame).copy() for frame in sorted(Path(folder).glob("*.png"))]


def training_photos(data):
    paths = sorted((data / "photos/coco128").glob("*.jpg"))
    paths += [path for path in sorted((data / "photos/kodak").glob("*.png")) if path.stem not in HELD_OUT_KODAK]
    frames = clip_frames(data / "clips/bunny_720p_surround.mp4")
    frames += [open_rgb(path) for path in sorted((data / "clips/sintel_cave_png").glob("*.png"))[::2]]
    return [open_rgb(path) for path in paths] + frames


def training_paintings(data):
    return [crop_letterbox(open_rgb(path)) for path in painting_paths(data)[0]]


class Pool:
    """Random crops from a list of pictures, each kept at several scales."""

    def __init__(self, pictures, crop):
        self.pictures = []
        for picture in pictures:
            scales = []
            for long_side in LONG_SIDES:
                if long_side > max(picture.size) * 1.1:
                    continue
                small = resized(picture, long_side)
                if min(small.size) >= crop:
                    scales.append(torch.from_numpy(np.array(small)))
            if scales:
                self.pictures.append(scales)

    def crop(self, size, rng: random.Random):
        """A float crop (3, size, size) in [0, 1], flipped or turned at random."""
        picture = rng.choice(rng.choice(self.pictures))
        if min(picture.shape[:2]) < size:
            return self.crop(size, rng)
        top = rng.randint(0, picture.shape[0] - size)
        left = rng.randint(0, picture.shape[1] - size)
        crop = picture[top : top + size, left : left + size].permute(2, 0, 1).float() / 255
        if rng.random() < 0.5:
            crop = crop.flip(2)
        return crop
