/** The weighted terms of the loss of one picture; `total` is their sum. */
export interface LossTerms {
  readonly content: number;
  readonly style: number;
  readonly temporal: number;
  readonly tv: number;
  readonly total: number;
}
