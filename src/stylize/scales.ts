import type { Size } from './network/layers.js';
import type { StylizerSettings } from './settings.js';

/** One step of the coarse-to-fine schedule: a picture size and the most evaluations spent on it. */
export interface Scale extends Size {
  readonly evaluations: number;
  /**
   * Leave the style of the deepest layers (VGG's relu5_…) to the coarser scales. Later frames and pictures do so at
   * their finest scale: it costs a third of an evaluation there, and their large forms
   * have been found before.
   */
  readonly shallow: boolean;
  /**
   * Weights of the octaves that are descended on, the pixels' own first; absent: pixels alone. The coarse scales
   * of first frames find large forms that way; at the finest, pixels are left to put in the grain.
   */
  readonly octaves: readonly number[] | undefined;
}

/** The schedule of a frame, coarsest scale first; the last one has the frame's own size. */
export type Schedule = readonly Scale[];

/** Evaluations by scale, finest first: each entry is half the size of the one before. */
interface Budget {
  /** A picture: by the wide network, whose evaluations cost three of the small one's. */
  readonly picture: readonly number[];
  /** A shot's first frame. */
  readonly first: readonly number[];
  readonly later: readonly number[];
}

const budgets: Readonly<Record<StylizerSettings['quality'], Budget>> = {
  draft: { picture: [25, 40, 60], first: [25, 40, 60], later: [4, 6, 8] },
  normal: { picture: [19, 40, 70, 80], first: [45, 60, 80], later: [5, 7, 9] },
  high: { picture: [150, 150, 150, 150], first: [150, 150, 150, 150], later: [20, 25, 30] },
};

/** In a flat picture each octave moves twice as far as the finer one: 4 · 0.7² (see `Octaves`). */
const octaveWeights = [1, 0.7, 0.5, 0.35, 0.25, 0.18];

/** As many octaves as leave the coarsest two pixels. */
function octavesOf(width: number, height: number): readonly number[] {
  const halvings = Math.floor(Math.log2(Math.min(width, height))) - 1;
  return octaveWeights.slice(0, Math.max(1, halvings + 1));
}

/** Below this shorter side the deepest layers have no positions left to measure. */
const smallestSide = 48;

/** Longer side that the budgets are made for. */
const usualSide = 640;
/** The coarsest scale is at most this many times as large as it is there. */
const slack = 1.6;

/**
 * A budget with as many more coarse scales as a larger picture needs: strokes are as large as the coarsest scale can make
 * them, so that without these they would be finer, relative to the picture, the larger it is.
 */
function budgetAt(longer: number, evaluations: readonly number[]): readonly number[] {
  const halvings = Math.ceil(Math.log2(longer / (slack * usualSide)));
  const coarsest = evaluations.at(-1)!;
  return [...evaluations, ...Array.from({ length: Math.max(0, halvings) }, () => coarsest)];
}

/**
 * The schedule of a shot's first frame and of the later ones, which start from
 * their warped predecessor.
 *
 * @param iterations cap at the finest scale of any frame; absent: by quality
 */
export function planSchedules(
  width: number,
  height: number,
  { quality, kind, iterations }: Pick<StylizerSettings, 'quality' | 'kind' | 'iterations'>,
): { first: Schedule; later: Schedule } {
  const halved = (side: number, halvings: number) => Math.max(1, Math.round(side / 2 ** halvings));
  const smallest = (halvings: number) => Math.min(halved(width, halvings), halved(height, halvings));
  const schedule = (evaluations: readonly number[], later: boolean): Schedule => {
    const kept = budgetAt(Math.max(width, height), evaluations).filter(
      (_, halvings) => halvings === 0 || smallest(halvings) >= smallestSide,
    );
    const shallow = kept.length > 1 && (later || (kind === 'picture' && quality === 'normal'));
    return kept
      .map((count, halvings) => {
        const [w, h, finest] = [halved(width, halvings), halved(height, halvings), halvings === 0];
        return {
          width: w,
          height: h,
          shallow: finest && shallow,
          evaluations: finest ? Math.min(count, iterations ?? count) : count,
          octaves: later || finest ? undefined : octavesOf(w, h),
        };
      })
      .reverse();
  };
  const budget = budgets[quality];
  const first = kind === 'picture' ? budget.picture : budget.first;
  return {
    first: schedule(iterations === undefined ? first : [iterations, ...first.slice(1)], false),
    later: schedule(budget.later, true),
  };
}

/**
 * The schedule of a later frame of which `untrusted` (a share in [0,1]) has to be painted anew: a fifth of the
 * picture adds half the evaluations, a third four fifths, which is the most. `iterations` stays the cap at the finest scale.
 */
export function scheduleFor(later: Schedule, untrusted: number, iterations?: number): Schedule {
  const growth = Math.min(1.8, 1 + 2.5 * untrusted);
  return later.map((scale, index) => {
    const cap =
      index === later.length - 1 ? (iterations ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    return { ...scale, evaluations: Math.min(cap, Math.round(growth * scale.evaluations)) };
  });
}
