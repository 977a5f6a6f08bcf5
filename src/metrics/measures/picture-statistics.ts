import { type Image, lumaAt } from '../../image.js';
import type { FrameContext } from './frame-context.js';

/** A value of the render and the source's own, measured in the same way at the same place. */
export interface OutputInput {
  readonly output: number;
  readonly input: number;
}

/** What shows whether a picture has darkened, faded or blurred. */
export interface PictureStatistics {
  /** Mean luma, 0.2126 R + 0.7152 G + 0.0722 B of the encoded values (BT.709), 0…1. */
  readonly luminance: number;
  /** Mean over pixels of √(Cb² + Cr²), Cb = (B − Y) / 1.8556, Cr = (R − Y) / 1.5748 (BT.709); 0 is grey. */
  readonly chroma: number;
  /** Mean over pixels of the squared luma steps to the right and downwards. */
  readonly gradientEnergy: number;
}

/** One of the statistics of each render beside the source's. */
export function compareStatistics(name: keyof PictureStatistics) {
  return ({ source, renders }: FrameContext): OutputInput[] => {
    const input = statisticsOf(source)[name];
    return renders.map((render) => ({ output: statisticsOf(render)[name], input }));
  };
}

/** All three are computed at once, and asked for one by one. */
const known = new WeakMap<Image, PictureStatistics>();

function statisticsOf(image: Image): PictureStatistics {
  const statistics = known.get(image) ?? pictureStatistics(image);
  known.set(image, statistics);
  return statistics;
}

/** Mean luminance, chroma and gradient energy of a picture; steps across its border count as none. */
export function pictureStatistics({ width, height, data }: Image): PictureStatistics {
  const pixels = width * height;
  const luma = new Float32Array(pixels);
  let luminance = 0;
  let chroma = 0;
  for (let p = 0; p < pixels; p++) {
    const y = lumaAt(data, pixels, p);
    const cb = (data[2 * pixels + p]! - y) / 1.8556;
    const cr = (data[p]! - y) / 1.5748;
    luma[p] = y;
    luminance += y;
    chroma += Math.sqrt(cb * cb + cr * cr);
  }
  let energy = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const here = luma[p]!;
      const right = x + 1 < width ? luma[p + 1]! - here : 0;
      const below = y + 1 < height ? luma[p + width]! - here : 0;
      energy += right * right + below * below;
    }
  }
  return { luminance: luminance / pixels, chroma: chroma / pixels, gradientEnergy: energy / pixels };
}
