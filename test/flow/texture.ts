import type { FlowField } from '../../src/flow-field.js';
import { createImage, type Image } from '../../src/image.js';

interface Wave {
  readonly x: number;
  readonly y: number;
  readonly phase: number;
  readonly height: number;
}

/** Forty waves of all directions, 9 to 200 pixels long, long ones high: their sum does not repeat. */
function makeWaves(kind: number): readonly Wave[] {
  let seed = 12345 + 999 * kind;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  return Array.from({ length: 40 }, () => {
    const angle = 2 * Math.PI * random();
    const frequency = 0.03 * (0.7 / 0.03) ** random();
    return {
      x: frequency * Math.cos(angle),
      y: frequency * Math.sin(angle),
      phase: 2 * Math.PI * random(),
      height: 0.02 + 0.001 / frequency,
    };
  });
}
const waves = [makeWaves(0), makeWaves(1)];

/** A smooth texture about 0.5, one of two kinds, defined everywhere, so that it can be moved by any fraction exactly. */
export function texture(x: number, y: number, channel: number, kind: 0 | 1 = 0): number {
  let sum = 0.5;
  for (const wave of waves[kind]!) {
    sum += wave.height * Math.sin(wave.x * x + wave.y * y + wave.phase + 0.5 * channel);
  }
  return sum;
}

/** An image whose pixel (x, y) has the value of `sample` there. */
export function draw(
  width: number,
  height: number,
  sample: (x: number, y: number, channel: number) => number,
): Image {
  const image = createImage(width, height);
  for (let c = 0, i = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) image.data[i] = sample(x, y, c);
    }
  }
  return image;
}

/** A flow that is (u, v) at every pixel. */
export function constantFlow(width: number, height: number, u: number, v: number): FlowField {
  const pixels = width * height;
  return { width, height, u: new Float32Array(pixels).fill(u), v: new Float32Array(pixels).fill(v) };
}

/** Mean distance of a flow from the true one over the pixels that `count` names. */
export function endPointError(
  flow: FlowField,
  truth: (x: number, y: number) => readonly [number, number],
  count: (x: number, y: number) => boolean = () => true,
): number {
  let sum = 0;
  let pixels = 0;
  for (let y = 0, p = 0; y < flow.height; y++) {
    for (let x = 0; x < flow.width; x++, p++) {
      if (!count(x, y)) continue;
      const [u, v] = truth(x, y);
      sum += Math.hypot(flow.u[p]! - u, flow.v[p]! - v);
      pixels++;
    }
  }
  return sum / pixels;
}
