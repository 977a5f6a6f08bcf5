import { Finish } from '../finish/finish.js';
import { type FinishLook, isPlain } from '../finish/look.js';
import { type Image, imageFromRgb24, imageToRgb24 } from '../image.js';
import type { StylizeOptions } from '../options/resolve.js';

/** What a job's options say of the look of finished pictures. */
export function finishLook({
  sharpen,
  contrast,
  saturation,
  grain,
  grainMoves,
  seed,
}: StylizeOptions): FinishLook {
  return { sharpen, contrast, saturation, grain, grainMoves, seed };
}

/** A painted picture with the look that it gets in the file, but for FFmpeg's own filters. */
export function withLook(image: Image, options: StylizeOptions, frame = 0): Image {
  const look = finishLook(options);
  if (isPlain(look)) return image;
  const { width, height } = image;
  return imageFromRgb24(new Finish(look, image).of(imageToRgb24(image), frame), width, height);
}
