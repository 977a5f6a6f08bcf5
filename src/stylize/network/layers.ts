import { ModelError, UsageError } from '../../errors.js';

/**
 * Names of VGG's layers: `conv3_2`, `relu3_2` and `pool3` are the second
 * convolution of block 3, its rectified output, and the 2×2 pooling that ends
 * the block (Simonyan & Zisserman 2015, column E for the full depth).
 */
export type LayerKind = 'conv' | 'relu' | 'pool';

/** A layer's name taken apart. `index` is 0 for pooling layers. */
export interface LayerId {
  readonly kind: LayerKind;
  readonly block: number;
  readonly index: number;
}

/** How many numbers a layer puts out. */
export interface LayerShape {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

/** Features of one layer, CHW. */
export interface LayerFeatures extends LayerShape {
  readonly layer: string;
  readonly data: Float32Array;
}

/**
 * First and second moments of one layer's features f over the positions p of a
 * picture: mean = mean of f_p, secondMoment = mean of f_p f_pᵀ.
 * The second moment is the Gram matrix of Gatys et al. 2015 divided by the
 * number of positions; secondMoment − mean meanᵀ is the covariance.
 */
export interface LayerStatistics {
  readonly layer: string;
  readonly channels: number;
  /** `channels` long. */
  readonly mean: Float32Array;
  /** `channels × channels`, row-major, symmetric. */
  readonly secondMoment: Float32Array;
}

/** The networks of the paper that we read: columns D and E of its table 1. */
export type VggColumn = 'vgg16' | 'vgg19';

/** `conv1_1` … `conv5_3`, in order: column D of the paper. */
export const VGG16_CONVOLUTIONS = convolutionsOf([2, 2, 3, 3, 3]);

/** `conv1_1` … `conv5_4`, in order: column E. */
export const VGG19_CONVOLUTIONS = convolutionsOf([2, 2, 4, 4, 4]);

function convolutionsOf(blocks: readonly number[]): readonly string[] {
  return blocks.flatMap((count, block) =>
    Array.from({ length: count }, (_, i) => `conv${block + 1}_${i + 1}`),
  );
}

/** Takes a layer's name apart; undefined if it is none. */
export function parseLayer(name: string): LayerId | undefined {
  const match = /^(?:(conv|relu)([1-5])_([1-4])|pool([1-5]))$/.exec(name);
  if (match === null) return undefined;
  if (match[4] !== undefined) return { kind: 'pool', block: Number(match[4]), index: 0 };
  return { kind: match[1] as 'conv' | 'relu', block: Number(match[2]), index: Number(match[3]) };
}

/**
 * Size of a layer's features for a picture of `width × height`: block b works
 * on the picture pooled b − 1 times, and each pooling drops an odd last row or
 * column.
 *
 * @throws UsageError if nothing is left of the picture at that depth, ModelError if there is no such layer
 */
export function layerSize(name: string, width: number, height: number): { width: number; height: number } {
  const id = parseLayer(name);
  if (id === undefined) throw new ModelError(`Expected a layer such as \`relu4_1\`, got \`${name}\``);
  const poolings = id.kind === 'pool' ? id.block : id.block - 1;
  const size = { width: width >> poolings, height: height >> poolings };
  if (size.width < 1 || size.height < 1) {
    throw new UsageError(
      `Expected a picture of at least ${1 << poolings}×${1 << poolings} for layer ${name}, got ${width}×${height}`,
    );
  }
  return size;
}
