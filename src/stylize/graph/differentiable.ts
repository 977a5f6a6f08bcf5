/** A tensor of a graph that is differentiated. */
export interface Differentiable {
  /** Name in the graph. */
  readonly value: string;
  readonly shape: readonly [pictures: number, channels: number, rows: number, columns: number];
}
