/**
 * The terms of the loss, in the order in which engines compute them, and reports and charts show them. What a term
 * is stands in src/stylize/loss, in the file that the table `terms` names for it.
 */
export const lossTermNames = ['content', 'style', 'temporal', 'tv', 'keyframe'] as const;

export type LossTermName = (typeof lossTermNames)[number];

/** The weighted terms of the loss of one picture; `total` is their sum. */
export type LossTerms = { readonly [Name in LossTermName | 'total']: number };

/** The terms from their values, one for each of {@link lossTermNames}, and their sum. */
export function lossTerms(values: ArrayLike<number>): LossTerms {
  const terms = lossTermNames.map((name, i) => [name, values[i] ?? Number.NaN] as const);
  const total = terms.reduce((sum, [, value]) => sum + value, 0);
  return Object.fromEntries([...terms, ['total', total]]) as LossTerms;
}
