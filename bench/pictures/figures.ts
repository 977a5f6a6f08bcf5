import type { BlockCosines } from './block-cosine.js';

/** Layers of VGG-16 at which the style distance is measured, each told by itself. */
export const MEASURED_LAYERS = [
  'relu1_1',
  'relu1_2',
  'relu2_1',
  'relu3_1',
  'relu3_3',
  'relu4_1',
  'relu4_3',
  'relu5_1',
  'relu5_3',
] as const;

/** What a picture in a row is. */
export type Role = 'source' | 'style' | 'ours' | 'full' | 'fast' | 'tuned' | 'beside' | 'published';

/** What was measured of one picture; null where it cannot be, or the network for it is not there. */
export interface PictureFigures {
  readonly role: Role;
  /** Its file, relative to the page. */
  readonly file: string;
  /** Style distances at {@link MEASURED_LAYERS}, full VGG-16. */
  readonly layers: readonly number[] | null;
  /** Their mean. */
  readonly vgg16: number | null;
  /** Mean of the style distances at relu1_1, relu2_1, relu3_1, relu3_4, exact VGG-19. */
  readonly vgg19: number | null;
  /** Share of the luma's variance that is in the finest octave. */
  readonly finest: number;
  /** The same over the regions that are flat in the source. */
  readonly finestFlat: number | null;
  readonly chroma: number;
  readonly seconds: number | null;
  readonly evaluations: number | null;
}

/** One content in one style. */
export interface PairFigures {
  readonly name: string;
  readonly content: string;
  readonly style: string;
  readonly width: number;
  readonly height: number;
  /** Share of the source that is flat. */
  readonly flat: number;
  /** Source, style, then what was painted. */
  readonly pictures: readonly PictureFigures[];
  /** Our network's style gradient against full VGG-16's; null where that one is not there. */
  readonly cosines: { readonly source: BlockCosines; readonly finished: BlockCosines } | null;
}

/** A grey style must give a grey picture. */
export interface GreyFigures {
  readonly content: string;
  readonly style: string;
  readonly styleFile: string;
  readonly file: string;
  readonly styleChroma: number;
  readonly chroma: number;
}
