/** A window that moves over features, rows before columns. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /**
   * Padding above, left, below and right; or as much as makes the output ⌈size / stride⌉ long, the odd one of it
   * after (`sameUpper`) or before (`sameLower`).
   */
  readonly pads: readonly [number, number, number, number] | 'sameUpper' | 'sameLower';
  /** Whether a last step that only partly lies on the features is taken. */
  readonly ceil: boolean;
}

/** How a window moves along one side. */
export interface WindowPath {
  /** Positions of the window. */
  readonly count: number;
  /** Padding that the window reaches before the first and after the last value; what is never reached is negative. */
  readonly before: number;
  readonly after: number;
}

/** Values between the first and the last that a window covers along an axis, both included. */
export function reach({ kernel, dilations }: Window, axis: 0 | 1): number {
  return (kernel[axis] - 1) * dilations[axis] + 1;
}

/**
 * How a window moves along a side of the given length: ONNX's rules for `auto_pad` and `ceil_mode`; a window that
 * would begin in the padding after the last value is left out, as everywhere.
 *
 * @param axis 0 for rows, 1 for columns
 */
export function windowAlong(window: Window, axis: 0 | 1, length: number): WindowPath {
  const covered = reach(window, axis);
  const stride = window.strides[axis];
  const path = (count: number, before: number): WindowPath => ({
    count,
    before,
    after: (count - 1) * stride + covered - length - before,
  });
  const { pads } = window;
  if (typeof pads === 'string') {
    const count = Math.ceil(length / stride);
    const all = Math.max(0, (count - 1) * stride + covered - length);
    return path(count, pads === 'sameUpper' ? Math.floor(all / 2) : Math.ceil(all / 2));
  }
  const [before, after] = [pads[axis], pads[axis + 2] as number];
  const steps = (length + before + after - covered) / stride;
  const count = 1 + (window.ceil ? Math.ceil(steps) : Math.floor(steps));
  const beyond = window.ceil && (count - 1) * stride >= length + before;
  return path(beyond ? count - 1 : count, before);
}
