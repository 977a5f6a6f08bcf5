import PQueue from 'p-queue';
import { decodeFrames } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { InputError } from '../errors.js';
import { createImage, type Image, imageFromRgb24 } from '../image.js';
import type { VideoInfo } from '../media/info.js';
import { remaining } from '../media/time/resampled.js';
import type { FrameSelection } from '../media/time/selection.js';

/** The part of every frame that shows a picture; the rest is black bars. In pixels. */
export interface ActiveArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** No value of a bar is above this: limited-range black decoded with a little noise. */
const blackest = 0.075;
/** A picture without a value above this (a fade, a black leader) says nothing about bars. */
const tooDark = 0.2;
/** Bars that would leave less than this share of a side are a dark scene. */
const smallestShare = 0.3;
/** Frames that are looked at, spread over the part that is stylized. */
const samples = 5;

/**
 * The active area of a clip's frames at a size, by a few of them from all over the selection.
 *
 * @throws InputError where one of them cannot be decoded; else as `decodeFrames`
 */
export async function activeAreaOf(
  info: VideoInfo,
  size: Size,
  selection: FrameSelection,
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<ActiveArea> {
  const last = selection.count - 1;
  const offsets = new Set(Array.from({ length: samples }, (_, i) => Math.round((last * i) / (samples - 1))));
  const queue = new PQueue({ concurrency: 2 });
  const frameAt = async (offset: number): Promise<Image> => {
    const { width, height } = size;
    const rest = remaining(selection, offset);
    for await (const { bytes } of decodeFrames(info, {
      selection: rest,
      width,
      height,
      timeoutSeconds,
      signal,
    })) {
      return imageFromRgb24(bytes, width, height);
    }
    throw new InputError(`No frame of \`${info.path}\` could be decoded`);
  };
  return findActiveArea(await queue.addAll([...offsets].map((offset) => () => frameAt(offset))));
}

/**
 * The area outside which every one of `samples` (frames of one clip, one
 * size) is black. Frames too dark to tell are passed over; the whole frame
 * where none can tell.
 */
export function findActiveArea(samples: readonly Image[]): ActiveArea {
  const first = samples[0];
  if (first === undefined) throw new RangeError('Expected at least one sample frame, got none');
  const { width, height } = first;
  const whole = { left: 0, top: 0, width, height };
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const sample of samples) {
    const columns = new Float32Array(width);
    const rows = new Float32Array(height);
    for (let i = 0; i < sample.data.length; ) {
      const y = (i / width) % height;
      let brightestOfRow = rows[y]!;
      for (let x = 0; x < width; x++, i++) {
        const value = sample.data[i]!;
        if (value > columns[x]!) columns[x] = value;
        if (value > brightestOfRow) brightestOfRow = value;
      }
      rows[y] = brightestOfRow;
    }
    if (rows.every((brightest) => brightest < tooDark)) continue;
    const bright = (value: number) => value > blackest;
    left = Math.min(left, columns.findIndex(bright));
    right = Math.max(right, columns.findLastIndex(bright) + 1);
    top = Math.min(top, rows.findIndex(bright));
    bottom = Math.max(bottom, rows.findLastIndex(bright) + 1);
  }
  if (right - left < smallestShare * width || bottom - top < smallestShare * height) return whole;
  return { left, top, width: right - left, height: bottom - top };
}

/** The active area of a frame as a picture of its own. */
export function cropToArea(image: Image, area: ActiveArea): Image {
  if (area.width === image.width && area.height === image.height) return image;
  const out = createImage(area.width, area.height);
  forEachRow(image, area, (whole, part) =>
    out.data.set(image.data.subarray(whole, whole + area.width), part),
  );
  return out;
}

/** The active area of one plane of a frame, `width·height` values, row-major. */
export function cropPlaneToArea(
  plane: Float32Array,
  { width, height }: Size,
  area: ActiveArea,
): Float32Array {
  if (area.width === width && area.height === height) return plane;
  const out = new Float32Array(area.width * area.height);
  for (let y = 0; y < area.height; y++) {
    const from = (area.top + y) * width + area.left;
    out.set(plane.subarray(from, from + area.width), y * area.width);
  }
  return out;
}

/** `frame` with its active area replaced by `picture`. */
export function pasteIntoFrame(frame: Image, area: ActiveArea, picture: Image): Image {
  if (area.width === frame.width && area.height === frame.height) return picture;
  const out = { ...frame, data: frame.data.slice() };
  forEachRow(frame, area, (whole, part) =>
    out.data.set(picture.data.subarray(part, part + area.width), whole),
  );
  return out;
}

function forEachRow(frame: Image, area: ActiveArea, visit: (whole: number, part: number) => void): void {
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < area.height; y++) {
      const whole = (c * frame.height + area.top + y) * frame.width + area.left;
      visit(whole, (c * area.height + y) * area.width);
    }
  }
}
