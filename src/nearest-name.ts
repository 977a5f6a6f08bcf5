/** The name that a misspelt one most likely stands for; undefined where none is near. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const best = names
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.floor(given.length / 3)) ? best.name : undefined;
}

/** `: did you mean \`style\`?`, to follow a name that means nothing; '' where no known one is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  const near = nearestName(given, known);
  return near === undefined ? '' : `: did you mean \`${near}\`?`;
}

/** Insertions, deletions and replacements of a character, and swaps of two neighbours, that make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let [before, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row?.[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const edited = Math.min((row?.[j] as number) + 1, (next[j - 1] as number) + 1, replaced);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(swaps ? Math.min(edited, (before?.[j - 2] as number) + 1) : edited);
    }
    [before, row] = [row, next];
  }
  return row?.[b.length] as number;
}
