import sharp from 'sharp';
import { dataUrl } from '../../html/html.js';
import { type Image, imageToRgb24 } from '../../image.js';
import { paintHeat } from '../heat/paint-heat.js';
import type { WorstPair } from './worst-pairs.js';

/** A worst pair as pictures, each a data URL. */
export interface PairPictures {
  readonly error: number;
  readonly time: number;
  readonly shot: number;
  /** The source's numbers, from 0, of the later frame, which the pair belongs to, and of the earlier one. */
  readonly frame: number;
  readonly before: number;
  readonly source: string;
  readonly earlier: string;
  readonly later: string;
  readonly heat: string;
}

/** Longest side of a picture in the report. */
const SIDE = 480;

/** The pictures of a worst pair of one render, scaled down (never up) to 480 pixels. */
export async function pairPictures(worst: WorstPair, render: number): Promise<PairPictures> {
  const { pair, error, time, shot } = worst;
  const { earlier, later } = pair.frames;
  const [own, next] = [earlier.renders[render] as Image, later.renders[render] as Image];
  const [source, before, after, heat] = await Promise.all([
    jpegUrl(earlier.source),
    jpegUrl(own),
    jpegUrl(next),
    jpegUrl(paintHeat(own, pair.heatMap(render))),
  ]);
  return {
    error,
    time,
    shot,
    frame: later.frame ?? later.index,
    before: earlier.frame ?? earlier.index,
    source,
    earlier: before,
    later: after,
    heat,
  };
}

async function jpegUrl(image: Image): Promise<string> {
  const { width, height } = image;
  const bytes = await sharp(imageToRgb24(image), { raw: { width, height, channels: 3 } })
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer();
  return dataUrl('image/jpeg', bytes);
}
