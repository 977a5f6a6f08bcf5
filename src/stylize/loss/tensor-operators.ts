/** A tensor, as far as terms of the loss look at it. */
export interface Tensor {
  readonly shape: readonly number[];
  /** Of its values. */
  readonly size: number;
}

/**
 * The operators of TensorFlow.js that terms of the loss are made of. Named here, because the library's types refer to
 * the terms, and who uses the library need not have TensorFlow's types.
 */
export interface TensorOperators {
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: number): Tensor;
  square(x: Tensor): Tensor;
  sum(x: Tensor, axis?: number): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  transpose(x: Tensor): Tensor;
  reshape(x: Tensor, shape: number[]): Tensor;
  expandDims(x: Tensor, axis: number): Tensor;
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  unstack(x: Tensor): Tensor[];
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
}
