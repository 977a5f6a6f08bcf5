import { createImage, type Image } from '../../image.js';

/** A picture that a network is tried on: ramps, edges and ripples, of all colours from dark to light. */
export function testPicture(width: number, height: number): Image {
  const image = createImage(width, height);
  const pixels = width * height;
  for (let p = 0; p < pixels; p++) {
    const [x, y] = [(p % width) / width, Math.floor(p / width) / height];
    const ripple = 0.25 * Math.sin(40 * x + 11 * y) * Math.cos(17 * y * (1 + x));
    const step = (Math.floor(6 * x) + Math.floor(5 * y)) % 2 === 0 ? 0.15 : -0.15;
    const limited = (value: number) => Math.min(1, Math.max(0, value));
    image.data[p] = limited(x + ripple + step);
    image.data[pixels + p] = limited(y - ripple + step);
    image.data[2 * pixels + p] = limited(1 - 0.5 * (x + y) + ripple - step);
  }
  return image;
}
