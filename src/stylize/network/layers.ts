import { ModelError, UsageError } from '../../errors.js';

/** A size in pixels, or in positions of a layer. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many numbers a layer puts out. */
export interface LayerShape extends Size {
  readonly channels: number;
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

/** The networks of the paper that we read: the convolutions of each block in columns D and E of its table 1. */
export const VGG_BLOCKS = { vgg16: [2, 2, 3, 3, 3], vgg19: [2, 2, 4, 4, 4] } as const;

export type VggColumn = keyof typeof VGG_BLOCKS;

/** `conv1_1` … `conv5_3` or `conv5_4`, in order. */
export const VGG_CONVOLUTIONS: Readonly<Record<VggColumn, readonly string[]>> = {
  vgg16: convolutionsOf(VGG_BLOCKS.vgg16),
  vgg19: convolutionsOf(VGG_BLOCKS.vgg19),
};

function convolutionsOf(blocks: readonly number[]): readonly string[] {
  return blocks.flatMap((count, block) =>
    Array.from({ length: count }, (_, i) => `conv${block + 1}_${i + 1}`),
  );
}

/**
 * How often the picture was pooled in the features of a layer; undefined where there is no such layer. `conv3_2`,
 * `relu3_2` and `pool3` are the second convolution of VGG's block 3, its rectified output, and the 2×2 pooling that
 * ends the block (Simonyan & Zisserman 2015, column E for the full depth).
 */
export function poolingsUpTo(layer: string): number | undefined {
  const match = /^(?:(?:conv|relu)([1-5])_[1-4]|pool([1-5]))$/.exec(layer);
  if (match === null) return undefined;
  return match[2] === undefined ? Number(match[1]) - 1 : Number(match[2]);
}

/**
 * Size of a layer's features for a picture of `width × height`: each pooling drops an odd last row or column.
 *
 * @throws UsageError if nothing is left of the picture at that depth, ModelError if there is no such layer
 */
export function layerSize(name: string, width: number, height: number): Size {
  const poolings = poolingsUpTo(name);
  if (poolings === undefined) throw new ModelError(`Expected a layer such as \`relu4_1\`, got \`${name}\``);
  const size = { width: width >> poolings, height: height >> poolings };
  if (size.width < 1 || size.height < 1) {
    throw new UsageError(
      `Expected a picture of at least ${1 << poolings}×${1 << poolings} for layer ${name}, got ${width}×${height}`,
    );
  }
  return size;
}
