import { jpegUrl } from '../html/jpeg-url.js';
import type { ExplainedFrame } from './explained-frame.js';
import { pullMap } from './pull-map.js';

/** What is shown of an explained frame beside a job: plain values. */
export interface ExplainedFacts {
  /** Counted from 0, from the first that is painted. */
  readonly index: number;
  readonly advice: readonly string[];
  readonly parts: readonly ExplainedFact[];
}

/** A term of the loss at a layer. */
interface ExplainedFact {
  /** For people: `style at relu4_1`. */
  readonly name: string;
  /** Of the painted picture. */
  readonly distance: number;
  /** Its share of the loss. */
  readonly share: number;
  /** Where it pulls: a picture's address, which holds it; null where it does not. */
  readonly map: string | null;
}

/** Longest side of a map. */
const side = 240;

/** The facts of an explained frame. */
export async function explainedFacts({
  index,
  advice,
  parts,
  painted,
}: ExplainedFrame): Promise<ExplainedFacts> {
  const total = parts.reduce((sum, { loss }) => sum + loss, 0);
  const facts = parts.map(async ({ term, layer, distance, loss, pull, strength }) => ({
    name: partName(term, layer),
    distance: distance.painted,
    share: total > 0 ? loss / total : 0,
    map: strength > 0 ? await jpegUrl(pullMap(painted, pull), side) : null,
  }));
  return { index, advice, parts: await Promise.all(facts) };
}

/** A term at a layer, in words; one at the picture itself is the term alone. */
export function partName(term: string, layer: string): string {
  return layer === 'picture' ? term : `${term} at ${layer}`;
}
