import { byChannel, firstInput, type WriteOperator } from './operator.js';

/** Each channel times its scale, plus its offset: batch normalisation of a trained network, and constants. */
export const affine: WriteOperator<'affine'> = ({ scale, offset }, site) => {
  const { graph } = site;
  const factors = byChannel(graph, scale);
  const scaled = graph.node('Mul', [firstInput(site).value, factors]);
  return {
    value: graph.node('Add', [scaled, byChannel(graph, offset)]),
    backward: (gradient) => [graph.node('Mul', [gradient, factors])],
  };
};

/**
 * Local response normalisation (Krizhevsky et al. 2012, section 3.3; ONNX's LRN): y = x s^−β with
 * s = bias + α / size · Σ x² over the neighbouring channels. The sum is a 1×1 convolution with a band of ones. With g the
 * gradient by y, that by x is g s^−β − 2 α β / size · x · Σ g x s^(−β−1), over the channels in whose sums x is.
 */
export const localNormalise: WriteOperator<'localNormalise'> = ({ size, alpha, beta, bias }, site) => {
  const { graph } = site;
  const { value, channels } = firstInput(site);
  const mul = (a: string, b: string) => graph.node('Mul', [a, b]);
  const power = (a: string, exponent: number) => graph.node('Pow', [a, graph.floats(exponent)]);
  const sumOver = (a: string, band: Float32Array) =>
    graph.node('Conv', [a, graph.tensor(band, [channels, channels, 1, 1])], { kernel_shape: [1, 1] });
  const before = Math.floor((size - 1) / 2);
  const after = size - 1 - before;
  const squares = mul(sumOver(mul(value, value), band(channels, before, after)), graph.floats(alpha / size));
  const sum = graph.node('Add', [squares, graph.floats(bias)]);
  const share = power(sum, -beta);
  return {
    value: mul(value, share),
    backward: (gradient) => {
      const pulls = mul(mul(gradient, value), power(sum, -beta - 1));
      const shared = mul(sumOver(pulls, band(channels, after, before)), value);
      const indirect = mul(shared, graph.floats((2 * alpha * beta) / size));
      return [graph.node('Sub', [mul(gradient, share), indirect])];
    },
  };
};

/** Ones from `before` channels below to `after` above the diagonal of a square matrix, row-major. */
function band(channels: number, before: number, after: number): Float32Array {
  const matrix = new Float32Array(channels * channels);
  for (let row = 0; row < channels; row++) {
    const last = Math.min(channels - 1, row + after);
    for (let column = Math.max(0, row - before); column <= last; column++)
      matrix[row * channels + column] = 1;
  }
  return matrix;
}
