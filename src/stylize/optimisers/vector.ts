/** One vector of a `VectorSpace`. */
export interface Vector {
  /** Byte offset in the space's memory. */
  readonly pointer: number;
  /** The elements, without the padding. Shared with the kernels. */
  readonly values: Float32Array;
}
