import { readStill } from '../../src/decode/still.js';
import type { Image } from '../../src/image.js';
import { addMargin } from '../../src/pipeline/margin.js';

/**
 * A still picture with the noise of a camera (σ of one grey level), through whose left three quarters a striped box moves.
 */
export async function framesWithBox(
  path: string,
  size: number,
  count: number,
): Promise<{ readonly shown: readonly Image[]; readonly withMargin: readonly Image[] }> {
  const still = await readStill(path, size);
  const { width, height } = still;
  const pixels = width * height;
  const side = Math.round(width / 4);
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const shown = Array.from({ length: count }, (_, i): Image => {
    const left = Math.round(-side + (i * 0.75 * width) / count);
    const data = still.data.map((value, at) => {
      const [c, x, y] = [Math.floor(at / pixels), at % width, Math.floor(at / width) % height];
      const inBox = x >= left && x < left + side && y > 0.3 * height && y < 0.9 * height;
      const box = [0.95, 0.9 - 0.2 * (((x - left) >> 4) & 1), 0.2][c]!;
      const noise = (2 * (random() + random() + random() - 1.5)) / 255;
      return Math.round(255 * Math.min(1, Math.max(0, (inBox ? box : value) + noise))) / 255;
    });
    return { width, height, data };
  });
  return { shown, withMargin: shown.map(addMargin) };
}

/** How much the right eighth of such frames changes, where nothing does. */
export function breathing(frames: readonly Image[]): string {
  const parts = frames.map(({ width, data }) => data.filter((_, i) => i % width >= 0.85 * width));
  const means = parts.map((part) => (255 * part.reduce((sum, value) => sum + value, 0)) / part.length);
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length);
  return `standard deviation of the mean ${deviation.toFixed(3)} of 255, squared change over a frame ${change(parts, 1)}, over ten ${change(parts, 10)}`;
}

function change(parts: readonly Float32Array[], gap: number): string {
  const pairs = parts.slice(gap).map((part, i) => {
    const before = parts[i]!;
    return part.reduce((sum, value, k) => sum + (value - before[k]!) ** 2, 0) / part.length;
  });
  return (pairs.reduce((sum, value) => sum + value, 0) / pairs.length).toExponential(2);
}
