import type { Image } from '../../../src/image.js';

/** Waves of a length and direction, in two colours. */
export function waves(width: number, height: number, length: number, turn: number): Image {
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y, c] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))];
    return 0.5 + 0.4 * Math.sin((x * Math.cos(turn) + y * Math.sin(turn)) / length + c);
  });
  return { width, height, data };
}

/** Of the loss of fine-tuning: layers that small pictures have. */
export const settings = {
  styleLayers: { relu1_1: 1, relu2_1: 1, relu3_1: 1 },
  contentLayers: { relu4_1: 1 },
  styleLoss: 'meancov',
  styleWeight: 30,
  contentWeight: 1,
} as const;
