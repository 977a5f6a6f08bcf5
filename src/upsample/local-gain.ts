import { boxMean, channelPlane, type Plane } from './planes.js';

/** Half the side of the window in which a painted channel is taken for a multiple of the source's luma. */
const RADIUS = 4;
/** Keeps flat parts of the source, whose luma varies by less than a few of 255, from being multiplied up. */
const NOISE = 65;
/** The model brings detail to no more than this many times its contrast in the source. */
const MOST = 1;
/**
 * Share of the source's detail that comes through where the painting has no
 * part of it: strokes are as fine as the small picture, and hide smaller things.
 */
const ALWAYS = 0.5;

/**
 * By how much the detail of the source's luma is to be multiplied in each channel.
 *
 * The local linear model of He, Sun & Tang 2013 (eqs. 5 and 6), brought up from a
 * small picture as in He & Sun 2015: in a window, painted ≈ a·luma + b, so
 * a = cov / (var + ε), averaged over the windows that hold a pixel. What the
 * model leaves over, the texture of the paint, stays in the painted picture
 * itself: only a is brought up. To a we add a constant.
 *
 * @param painted interleaved 8-bit RGB of the luma's size
 * @returns the gain of red, green and blue
 */
export function localGain(painted: Uint8Array, luma: Plane): readonly Plane[] {
  const { width, height } = luma;
  const meanLuma = boxMean(luma, RADIUS).data;
  const meanSquare = boxMean(product(luma, luma), RADIUS).data;
  return [0, 1, 2].map((channel) => {
    const colour = channelPlane(painted, channel, width, height);
    const meanColour = boxMean(colour, RADIUS).data;
    const meanProduct = boxMean(product(luma, colour), RADIUS).data;
    const slope = new Float32Array(meanProduct.length);
    for (let i = 0; i < slope.length; i++) {
      const mean = meanLuma[i] as number;
      const variance = Math.max(0, (meanSquare[i] as number) - mean * mean);
      const a = ((meanProduct[i] as number) - mean * (meanColour[i] as number)) / (variance + NOISE);
      slope[i] = Math.min(MOST, Math.max(-MOST, a));
    }
    const gain = boxMean({ width, height, data: slope }, RADIUS);
    for (let i = 0; i < slope.length; i++) gain.data[i] = (gain.data[i] as number) + ALWAYS;
    return gain;
  });
}

function product(a: Plane, b: Plane): Plane {
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = (a.data[i] as number) * (b.data[i] as number);
  return { ...a, data };
}
