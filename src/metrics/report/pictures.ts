import { jpegUrl } from '../../html/jpeg-url.js';
import type { Image } from '../../image.js';
import { paintHeat } from '../heat/paint-heat.js';
import type { MeasuredPair } from '../stream/measure-frames.js';

/** A pair of frames as pictures, each a data URL. */
export interface PairPictures {
  /** The earlier frame of the source. */
  readonly source: string;
  readonly earlier: string;
  readonly later: string;
  readonly heat: string;
}

/** Longest side of a picture in the report. */
const SIDE = 480;

/** The pictures of a pair of one render, scaled down (never up) to 480 pixels. */
export async function pairPictures(pair: MeasuredPair, render: number): Promise<PairPictures> {
  const { earlier, later } = pair.frames;
  const own = earlier.renders[render] as Image;
  return {
    source: await jpegUrl(earlier.source, SIDE),
    earlier: await jpegUrl(own, SIDE),
    later: await jpegUrl(later.renders[render] as Image, SIDE),
    heat: await jpegUrl(paintHeat(own, pair.heatMap(render)), SIDE),
  };
}
