import { mean } from '../statistics.js';
import { MEASURED_LAYERS, type PairFigures, type PictureFigures, type Role } from './figures.js';

/** Figures of pictures of one role, averaged over pairs. */
export interface MeanFigures {
  readonly role: Role;
  readonly figures: Omit<PictureFigures, 'role' | 'file'>;
}

/** Means over one set of pairs. Means over different pairs are not to be compared. */
export interface MeanGroup {
  readonly over: 'all pairs' | 'pairs with full VGG-16' | 'pairs with a published picture';
  readonly pairs: number;
  readonly rows: readonly MeanFigures[];
}

const painted: readonly Role[] = ['ours', 'full', 'fast', 'tuned', 'beside', 'published'];

/**
 * Means over all pairs; and, where only some have a picture of another's making, over just these,
 * so that ours can be compared with it.
 */
export function meansOf(pairs: readonly PairFigures[]): MeanGroup[] {
  const having = (role: Role) => pairs.filter(({ pictures }) => pictures.some((one) => one.role === role));
  const [full, published] = [having('full'), having('published')];
  const some = (group: readonly PairFigures[]) => group.length > 0 && group.length < pairs.length;
  const groups = [group('all pairs', pairs, ['source', 'style', ...painted])];
  if (some(full)) groups.push(group('pairs with full VGG-16', full, painted));
  if (some(published)) groups.push(group('pairs with a published picture', published, painted));
  return groups;
}

/** Rows of the roles that every pair of the group has. */
function group(over: MeanGroup['over'], pairs: readonly PairFigures[], roles: readonly Role[]): MeanGroup {
  const rows = roles.flatMap((role) => {
    const pictures = pairs.flatMap((pair) => pair.pictures.filter((one) => one.role === role));
    return pictures.length < pairs.length ? [] : [{ role, figures: meanFigures(pictures) }];
  });
  return { over, pairs: pairs.length, rows };
}

function meanFigures(pictures: readonly PictureFigures[]): MeanFigures['figures'] {
  const meanOver = (value: (picture: PictureFigures) => number | null | undefined) =>
    meanOf(pictures.map(value).filter((one) => one !== null && one !== undefined));
  const layers = MEASURED_LAYERS.map((_, i) => meanOver(({ layers }) => layers?.[i]));
  return {
    layers: layers.every((value) => value !== null) ? layers : null,
    vgg16: meanOver(({ vgg16 }) => vgg16),
    vgg19: meanOver(({ vgg19 }) => vgg19),
    finest: meanOver(({ finest }) => finest) ?? 0,
    finestFlat: meanOver(({ finestFlat }) => finestFlat),
    chroma: meanOver(({ chroma }) => chroma) ?? 0,
    seconds: meanOver(({ seconds }) => seconds),
    evaluations: meanOver(({ evaluations }) => evaluations),
  };
}

/** Mean of the cosines over the pairs that have them. */
export function meanCosines(pairs: readonly PairFigures[]): PairFigures['cosines'] {
  const known = pairs.flatMap(({ cosines }) => cosines ?? []);
  if (known.length === 0) return null;
  const at = (where: 'source' | 'finished') => {
    const of = (name: 'pixels' | 'blocks2' | 'blocks4') => meanOf(known.map((one) => one[where][name])) ?? 0;
    return { pixels: of('pixels'), blocks2: of('blocks2'), blocks4: of('blocks4') };
  };
  return { source: at('source'), finished: at('finished') };
}

/** null of nothing. */
function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}
