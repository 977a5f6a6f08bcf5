/** A 3×3 convolution of the painter that is normalised over a shot, and modulated by the painting. */
export interface ModulatedConvolution {
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: 1 | 2;
}

/** Channels at half and at a quarter of the picture's size. */
export const HALF_CHANNELS = 32;
const QUARTER_CHANNELS = 64;
/** Channels of a picture whose 2×2 blocks are stacked: channel 4 c + 2 row + column. */
export const STACKED_CHANNELS = 12;
export const BLOCKS = 5;

const residual = (name: string): ModulatedConvolution => ({
  name,
  inChannels: QUARTER_CHANNELS,
  outChannels: QUARTER_CHANNELS,
  stride: 1,
});

/** All modulated convolutions, in the order in which they are used (training/fast/README.md). */
export const MODULATED: readonly ModulatedConvolution[] = [
  { name: 'stem', inChannels: STACKED_CHANNELS, outChannels: HALF_CHANNELS, stride: 1 },
  { name: 'down', inChannels: HALF_CHANNELS, outChannels: QUARTER_CHANNELS, stride: 2 },
  ...Array.from({ length: BLOCKS }, (_, i) => [
    residual(`block${i + 1}a`),
    residual(`block${i + 1}b`),
  ]).flat(),
  { name: 'up', inChannels: QUARTER_CHANNELS, outChannels: HALF_CHANNELS, stride: 1 },
  { name: 'detail', inChannels: HALF_CHANNELS, outChannels: HALF_CHANNELS, stride: 1 },
];

/** Layers of the small network at which a painting is read, with their channels. */
export const READ_LAYERS: readonly { readonly layer: string; readonly channels: number }[] = [
  { layer: 'relu1_1', channels: 16 },
  { layer: 'relu2_1', channels: 48 },
  { layer: 'relu3_1', channels: 64 },
  { layer: 'relu4_1', channels: 128 },
  { layer: 'relu5_1', channels: 128 },
];

/** Learnt directions of each layer along which a painting's covariance is read. */
export const DIRECTIONS = 48;
/** Width of the reader's hidden layers. */
export const HIDDEN = 128;

/** Mean and variance of each channel. */
export interface ChannelMoments {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Added to variances before their root is taken. */
export const EPSILON = 1e-5;
