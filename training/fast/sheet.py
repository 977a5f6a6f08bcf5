"""A sheet of held-out pictures in the style of held-out paintings, to look at while it learns."""

import numpy as np
import torch
from PIL import Image

from fast.network import paint
from fast.paintings import HELD_OUT_STYLES, style_of
from pictures import open_rgb, painting_paths, resized

PHOTOS = ("15", "05", "23")


def as_tensor(picture):
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255


def as_picture(x):
    return Image.fromarray((x.clamp(0, 1).permute(1, 2, 0).numpy() * 255 + 0.5).astype(np.uint8))


def in_fours(x):
    """Pictures (B, 3, H, W) mirrored beyond their right and lower border, to multiples of 4."""
    height, width = x.shape[-2:]
    return torch.nn.functional.pad(x, (0, -width % 4, 0, -height % 4), mode="reflect")


@torch.no_grad()
def painted(painter, picture, style):
    """One picture (3, H, W) as a shot of its own."""
    height, width = picture.shape[1:]
    return paint(painter, in_fours(picture[None])[None], style, 1)[0, 0, :, :height, :width].clamp(0, 1)


class Sheet:
    def __init__(self, data, net, side=320):
        self.photos = [as_tensor(resized(open_rgb(data / f"photos/kodak/{name}.png"), side)) for name in PHOTOS]
        paths = [data / f"styles/{name}.jpg" for name in HELD_OUT_STYLES] + painting_paths(data)[1][:1]
        self.paintings = [as_tensor(resized(open_rgb(path), side)) for path in paths]
        self.styles = [style_of(net, painting) for painting in self.paintings]
        self.side = side

    def write(self, painter, path):
        side = self.side
        sheet = Image.new("RGB", (side * (1 + len(self.photos)), side * (1 + len(self.styles))), "white")
        for column, photo in enumerate(self.photos):
            sheet.paste(as_picture(photo), (side * (column + 1), 0))
        for row, (painting, style) in enumerate(zip(self.paintings, self.styles)):
            sheet.paste(as_picture(painting), (0, side * (row + 1)))
            for column, photo in enumerate(self.photos):
                sheet.paste(as_picture(painted(painter, photo, style)), (side * (column + 1), side * (row + 1)))
        new = path.with_suffix(".new.png")
        sheet.save(new)
        new.replace(path)
