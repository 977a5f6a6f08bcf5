/** A file name and the number in it. */
export interface NumberedName {
  readonly name: string;
  readonly number: number;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Orders names as people count: `frame9` before `frame10`. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

/** The first two names that differ in nothing but the zeros before a number, such as `f6.png` and `f006.png`. */
export function sameNumbers(sorted: readonly string[]): readonly [string, string] | undefined {
  const plain = (name: string): string => name.replace(/0*(\d+)/g, '$1');
  const seen = new Map<string, string>();
  for (const name of sorted) {
    const other = seen.get(plain(name));
    if (other !== undefined) return [other, name];
    seen.set(plain(name), name);
  }
  return undefined;
}

/**
 * The names that fit a pattern with one `%d` or `%04d`, by ascending number;
 * the step from one to the next where none is missing (1, or 10 for 10, 20,
 * 30); and which are missing, in words.
 *
 * @param from lowest number that is taken
 */
export function numbersOf(
  pattern: string,
  names: readonly string[],
  from = 0,
): { numbered: NumberedName[]; step: number; missing: string | undefined } {
  const expression = patternExpression(pattern);
  const numbered = names
    .flatMap((name) => {
      const match = expression.exec(name);
      return match ? [{ name, number: Number(match[1]) }] : [];
    })
    .filter(({ number }) => number >= from)
    .sort((a, b) => a.number - b.number);
  return { numbered, ...gapsIn(numbered.map(({ number }) => number)) };
}

/** Where the last numbers in names that are alike but for it leave something out, in words. */
export function gapsOfNames(sorted: readonly string[]): string | undefined {
  const parts = sorted.map((name) => /^(.*?)(\d+)(\D*)$/s.exec(name));
  if (parts.length < 3 || parts.some((part) => part?.[1] !== parts[0]?.[1] || part?.[3] !== parts[0]?.[3]))
    return undefined;
  return gapsIn(parts.map((part) => Number(part?.[2]))).missing;
}

function patternExpression(pattern: string): RegExp {
  let found = false;
  const source = pattern.replace(/%%|%0?(\d*)d|[\s\S]/g, (part, width: string | undefined) => {
    if (part === '%%') return '%';
    if (part.length === 1 || found) return part.replace(/[\\^$.|?*+(){}[\]]/g, '\\$&');
    found = true;
    const digits = Math.max(1, Number(width ?? 0));
    return `(\\d{${digits}}|[1-9]\\d{${digits},})`;
  });
  return new RegExp(`^${source}$`, 'su');
}

/** The step of ascending numbers, and which are missing: `3, 7–9`; after five stretches an ellipsis. */
function gapsIn(numbers: readonly number[]): { step: number; missing: string | undefined } {
  const step = numbers.reduce((common, number) => divisor(common, number - (numbers[0] as number)), 0) || 1;
  const stretches: string[] = [];
  for (const [i, number] of numbers.entries()) {
    const before = numbers[i - 1];
    if (before === undefined || number - before <= step) continue;
    const [from, to] = [before + step, number - step];
    stretches.push(from === to ? `${from}` : `${from}–${to}`);
  }
  const listed = stretches.slice(0, 5).join(', ');
  if (stretches.length === 0) return { step, missing: undefined };
  return { step, missing: stretches.length > 5 ? `${listed} …` : listed };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
