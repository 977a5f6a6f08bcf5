import { writeQuadratic } from './quadratic.js';
import { type LossTerm, PICTURE } from './term.js';

/** What total variation reads. */
export type TotalVariationInputs = {
  /** The weight over the number of values in the picture, [1]. */
  readonly rate: Float32Array;
};

/**
 * Total variation: tvWeight · mean over channels and pixels of (∂x/∂horizontal)² + (∂x/∂vertical)², by differences of
 * neighbours. The sum is xᵀLx with L the Laplacian of the grid, whose rows are a 3×3 stencil on the picture with its
 * border repeated; its gradient is 2Lx.
 */
export const totalVariation: LossTerm<TotalVariationInputs> = {
  rate: 'rate',
  async inputs({ settings, scale: { width, height } }) {
    if (settings.tvWeight === 0) return {};
    return { [PICTURE]: { rate: Float32Array.of(settings.tvWeight / (3 * width * height)) } };
  },
  shapes: () => ({ rate: [1] }),
  write(site, { rate }) {
    const { graph } = site.layout;
    const x = site.features.value;
    const stencil = [0, -1, 0, -1, 4, -1, 0, -1, 0];
    const kernel = graph.tensor(Float32Array.from([...stencil, ...stencil, ...stencil]), [3, 1, 3, 3]);
    const padded = graph.node('Pad', [x, graph.ints([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'edge' });
    const laplacian = graph.node('Conv', [padded, kernel], { kernel_shape: [3, 3], group: 3 });
    return writeQuadratic(site, x, laplacian, rate);
  },
  tensorflow({ tf, features }, { rate }) {
    const [, , height, width] = features.shape as [number, number, number, number];
    const apart = (rows: number, columns: number) => {
      const size = [1, 3, height - rows, width - columns];
      return tf.sub(tf.slice(features, [0, 0, rows, columns], size), tf.slice(features, [0, 0, 0, 0], size));
    };
    return tf.mul(tf.add(tf.sum(tf.square(apart(0, 1))), tf.sum(tf.square(apart(1, 0)))), rate);
  },
};
