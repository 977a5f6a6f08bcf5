import { boxMean, channelPlane, type Plane } from './planes.js';

/** Half the side of the window in which a painted channel is taken for a multiple of the source's luma. */
const RADIUS = 4;
/** Keeps flat parts of the source, whose luma varies by less than a few of 255, from being multiplied up. */
const NOISE = 65;
/** The model brings detail to no more than this many times its contrast in the source. */
const MOST = 2;
/**
 * Share of the source's detail that comes through where the painting does not
 * follow it: strokes are as fine as the small picture, and hide smaller things.
 */
const ALWAYS = 0.5;

/**
 * By how much the detail of the source's luma is to be multiplied in each channel.
 *
 * The local linear model of He, Sun & Tang 2013 (eqs. 5 and 6), brought up from a
 * small picture as in He & Sun 2015: in a window, painted ≈ a·luma + b, so
 * a = cov / (var + ε). What the model leaves over, the texture of the paint,
 * stays in the painted picture itself: only the gain is brought up. Departure: it is
 * a in the measure in which the model explains the painting (r²), and a
 * constant in the rest. As there, it is averaged over the windows that hold a pixel.
 *
 * @param painted interleaved 8-bit RGB of the luma's size
 * @returns the gain of red, green and blue
 */
export function localGain(painted: Uint8Array, luma: Plane): readonly Plane[] {
  const { width, height } = luma;
  const mean = boxMean(luma, RADIUS).data;
  const square = boxMean(product(luma, luma), RADIUS).data;
  return [0, 1, 2].map((channel) => {
    const colour = channelPlane(painted, channel, width, height);
    const colourMean = boxMean(colour, RADIUS).data;
    const colourSquare = boxMean(product(colour, colour), RADIUS).data;
    const both = boxMean(product(luma, colour), RADIUS).data;
    const gain = new Float32Array(mean.length);
    for (let i = 0; i < gain.length; i++) {
      const m = mean[i]!;
      const c = colourMean[i]!;
      const covariance = both[i]! - m * c;
      const a = covariance / (Math.max(0, square[i]! - m * m) + NOISE);
      const variance = Math.max(0, colourSquare[i]! - c * c) + 1;
      const explained = Math.min(1, (a * covariance) / variance);
      gain[i] = explained * Math.min(MOST, Math.max(-MOST, a)) + (1 - explained) * ALWAYS;
    }
    return boxMean({ width, height, data: gain }, RADIUS);
  });
}

function product(a: Plane, b: Plane): Plane {
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i]! * b.data[i]!;
  return { ...a, data };
}
