import type { Image } from '../../src/image.js';
import type { Engine } from '../../src/stylize/engines/engine.js';

const layers = ['relu1_1', 'relu2_1', 'relu3_1'];

/** Mean squared difference of neighbours. */
export function gradientEnergy({ width, data }: Image): number {
  const squares = (step: number) =>
    data.reduce((sum, value, i) => (i < step ? sum : sum + (value - data[i - step]!) ** 2), 0);
  return (squares(1) + squares(width)) / data.length;
}

/** Gram matrices at three layers, each divided by the number of its positions. */
export async function gramMatrices(engine: Engine, image: Image): Promise<readonly Float64Array[]> {
  const features = await engine.features(image, layers);
  return features.map(({ channels, width, height, data }) => {
    const count = width * height;
    const gram = new Float64Array(channels * channels);
    for (let a = 0; a < channels; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += data[a * count + i]! * data[b * count + i]!;
        gram[a * channels + b] = gram[b * channels + a] = sum / count;
      }
    }
    return gram;
  });
}

/** Mean over the layers of ‖A − B‖_F / ‖B‖_F. */
export function gramDistance(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  const distances = b.map((gram, layer) => {
    const difference = gram.map((value, i) => value - a[layer]![i]!);
    return Math.hypot(...difference) / Math.hypot(...gram);
  });
  return distances.reduce((sum, value) => sum + value, 0) / distances.length;
}
