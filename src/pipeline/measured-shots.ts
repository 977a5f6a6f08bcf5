import type { DecodedFrame } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import type { CutDetector } from '../flow/cuts.js';
import { createImage, type Image } from '../image.js';
import { cropRgb24Into } from '../rgb24.js';
import { isVaried } from '../stylize/fast/light.js';
import type { ActiveArea } from './letterbox.js';

/** A shot, and what its frames were measured to have in common. */
export interface MeasuredShot<Statistics> {
  /** Counted from 0. */
  readonly number: number;
  /** Index of its first frame. */
  readonly first: number;
  readonly count: number;
  readonly statistics: Statistics;
}

/** Measures a shot by some of its frames, evenly spread, in their active area: at least one. */
export interface ShotMeasurer<Statistics> {
  /** How many it takes at most, whatever their size; absent: a few, of which all fit into the network at a time. */
  readonly pictures?: number | undefined;
  measureShot(pictures: readonly Image[]): Promise<Statistics>;
}

/** Frames of a shot from one that is measured to the next, at least. */
export const stride = 8;
/** Pixels, and pictures, that a shot is measured by, at most: beyond, every other one is left out. */
const most = { pixels: 450_000, pictures: 6 };

/**
 * Finds the shots of a clip and measures each by every eighth of its frames, or fewer of a long one, evenly spread.
 * Goes through the whole clip before the last shot comes; no more than the measured frames are held.
 */
export async function* measuredShots<Statistics>(
  frames: AsyncIterable<DecodedFrame>,
  {
    begin = { number: 0, first: 0 },
    area,
    size,
    cuts,
    painter,
    signal,
  }: {
    /** The shot that the first frame begins. Default: that of frame 0. */
    readonly begin?: { readonly number: number; readonly first: number } | undefined;
    readonly area: ActiveArea;
    readonly size: Size;
    readonly cuts: CutDetector;
    readonly painter: ShotMeasurer<Statistics>;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<MeasuredShot<Statistics>, void, undefined> {
  const fitting = Math.min(most.pictures, Math.floor(most.pixels / (area.width * area.height)));
  const room = painter.pictures ?? Math.max(1, fitting);
  let before: { readonly bytes: Uint8Array; readonly shrunk: Image } | undefined;
  let shot = new Sample(begin.number, begin.first, room);
  // Used again for every frame that is looked at only shrunk.
  const picture = createImage(area.width, area.height);
  for await (const { index, bytes } of frames) {
    signal?.throwIfAborted();
    const repeats = before !== undefined && Buffer.compare(before.bytes, bytes) === 0;
    if (!repeats) cropRgb24Into(picture.data, bytes, size.width, area);
    const shrunk = repeats ? before!.shrunk : cuts.shrink(picture);
    if (before && !repeats && (await cuts.isCut(before.shrunk, shrunk, { signal }))) {
      yield await shot.measured(painter);
      shot = new Sample(shot.number + 1, index, room);
    }
    shot.add(picture);
    before = { bytes, shrunk: shrunk === picture ? copied(picture) : shrunk };
  }
  if (before) yield await shot.measured(painter);
}

/** Some frames of a shot, evenly spread, however long it turns out to be. */
class Sample {
  readonly number: number;
  readonly #first: number;
  readonly #room: number;
  #stride = stride;
  #count = 0;
  #pictures: Image[] = [];
  /** One without anything to be seen in it: such are looked at only where there is no other. */
  #plain: Image | undefined;

  constructor(number: number, first: number, room: number) {
    this.number = number;
    this.#first = first;
    this.#room = room;
  }

  /** Looks at the next frame; it is copied where it is kept. */
  add(picture: Image): void {
    if (this.#count++ % this.#stride !== 0) return;
    if (!isVaried(picture)) {
      this.#plain ??= copied(picture);
      return;
    }
    if (this.#pictures.length === this.#room) {
      this.#pictures = this.#pictures.filter((_, i) => i % 2 === 0);
      this.#stride *= 2;
      if ((this.#count - 1) % this.#stride !== 0 || this.#pictures.length === this.#room) return;
    }
    this.#pictures.push(copied(picture));
  }

  async measured<Statistics>(painter: ShotMeasurer<Statistics>): Promise<MeasuredShot<Statistics>> {
    return {
      number: this.number,
      first: this.#first,
      count: this.#count,
      statistics: await painter.measureShot(
        this.#plain && this.#pictures.length === 0 ? [this.#plain] : this.#pictures,
      ),
    };
  }
}

function copied(picture: Image): Image {
  return { ...picture, data: picture.data.slice() };
}
