import type { Size } from '../../decode/size.js';
import { readStill } from '../../decode/still.js';
import { InputError, UsageError } from '../../errors.js';
import type { Image } from '../../image.js';
import { resizeImage } from '../../image-resize.js';
import type { VideoInfo } from '../../media/info.js';
import { type FrameSelection, frameOf, sourceFrame } from '../../media/time/selection.js';
import type { StylizeOptions } from '../../options/resolve.js';
import type { Keyframe } from '../../options/timed-types.js';
import { type ActiveArea, cropToArea } from '../letterbox.js';

/** A frame of a selection that is given as a picture. */
export interface PlannedKey {
  /** Within the selection. */
  readonly index: number;
  /** Path of the picture. */
  readonly picture: string;
}

/** What key frames are planned for. */
interface KeyedClip {
  readonly info: VideoInfo;
  readonly selection: FrameSelection;
  /** Of the frames as they are painted, bars and all. */
  readonly size: Size;
  /** Their part within the bars. */
  readonly area: ActiveArea;
  readonly options: Pick<StylizeOptions, 'keyframe' | 'fps'>;
}

/**
 * The key frames of a job, in order, their pictures looked at.
 *
 * @throws InputError for a time that is not painted, or a picture that cannot be read or has another shape; UsageError for
 *   two pictures of one frame
 */
export async function planKeys({ options, ...clip }: KeyedClip): Promise<PlannedKey[]> {
  const keys = options.keyframe.map((key) => ({
    index: indexOf(key, clip, options.fps),
    picture: key.picture,
  }));
  keys.sort((a, b) => a.index - b.index);
  const twice = keys.find(({ index }, i) => keys[i + 1]?.index === index);
  if (twice) {
    throw new UsageError(
      `\`--keyframe\` gives frame ${sourceFrame(clip.selection, twice.index)} two pictures: leave one of them out`,
    );
  }
  for (const key of keys) await readKey(key, clip);
  return keys;
}

/**
 * The picture of a key frame at the size that is painted: the active area of it. It may show that alone.
 *
 * @throws InputError where it cannot be read, or has another shape
 */
export async function readKey(
  { picture }: Pick<PlannedKey, 'picture'>,
  { size, area }: Pick<KeyedClip, 'size' | 'area'>,
): Promise<Image> {
  const image = await readStill(picture);
  if (hasShape(image, size)) return cropToArea(resizeImage(image, size.width, size.height), area);
  if (hasShape(image, area)) return resizeImage(image, area.width, area.height);
  throw new InputError(
    `Expected the picture of \`--keyframe\` to have the shape of the frames, ${size.width}×${size.height} or that at another size, got ${image.width}×${image.height} in \`${picture}\`: paint over a frame written by \`nst-video still\``,
  );
}

/** Sides rounded to whole pixels change the shape a little. */
function hasShape(image: Size, { width, height }: Size): boolean {
  const shortest = Math.min(width, height, image.width, image.height);
  return Math.abs(Math.log((image.width * height) / (image.height * width))) < 0.004 + 1 / shortest;
}

function indexOf(
  { time, picture }: Keyframe,
  { info, selection }: Pick<KeyedClip, 'info' | 'selection'>,
  fps: StylizeOptions['fps'],
): number {
  const frame = frameOf(info, time, '--keyframe');
  const { first, count, resampled } = selection;
  const index = resampled ? resampled.frames.indexOf(frame) : frame - first;
  if (index >= 0 && index < count) return index;
  const last = sourceFrame(selection, count - 1);
  const got = `got frame ${frame} in \`${time}=${picture}\``;
  if (resampled && frame >= first && frame <= last) {
    const near = resampled.frames.find((shown) => shown > frame);
    throw new InputError(
      `Expected \`--keyframe\` to name a frame that is shown at \`--fps ${fps}\`, such as \`${near}f\`, ${got}`,
    );
  }
  throw new InputError(
    `Expected \`--keyframe\` to name a frame of the part that is painted, frames ${first} to ${last} of the clip, ${got}`,
  );
}
