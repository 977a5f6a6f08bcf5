/** A batch normalisation after a convolution, by channel: `scale · (x − mean) / √(variance + epsilon) + shift`. */
export interface BatchNorm {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/**
 * A convolution and the normalisation after it as one convolution: the filters
 * are scaled, and the bias takes the rest, so the features are the same up to
 * rounding. Zero padding is not affected, since it comes before both.
 *
 * @param weight `outChannels × …`, `outChannels` being the length of `bias`
 */
export function foldBatchNorm(
  weight: Float32Array,
  bias: Float32Array,
  { scale, shift, mean, variance, epsilon }: BatchNorm,
): { weight: Float32Array; bias: Float32Array } {
  const gain = Float64Array.from(scale, (value, c) => value / Math.sqrt(variance[c]! + epsilon));
  const taps = weight.length / bias.length;
  return {
    weight: weight.map((value, i) => value * gain[Math.floor(i / taps)]!),
    bias: bias.map((value, c) => (value - mean[c]!) * gain[c]! + shift[c]!),
  };
}
