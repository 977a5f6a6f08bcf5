import type { ColourStatistics } from '../initial/colour-transfer.js';
import { mixColours } from '../initial/painting-colours.js';
import { covariance } from '../loss/style-distances.js';
import type { LayerStatistics } from '../network/layers.js';
import type { FastWeights, Linear } from './fast-weights.js';
import { DIRECTIONS, HALF_CHANNELS, MODULATED, READ_LAYERS } from './layers.js';

/** What a painting makes of the painter. */
export interface Modulation {
  /** By convolution: the factor, less 1, and the offset of each normalised channel. */
  readonly channels: ReadonlyMap<string, { readonly scale: Float32Array; readonly shift: Float32Array }>;
  /** Weight of each channel of the fine way round, from the stem to the detail. */
  readonly fine: Float32Array;
  /** Weight of the picture itself in what is put out. */
  readonly gain: number;
  /** Colours of the painting. */
  readonly colours: ColourStatistics;
}

/** A painting as the reader sees it. */
export interface ReadPainting {
  /** Of the small network at `READ_LAYERS`, in that order. */
  readonly statistics: readonly LayerStatistics[];
  readonly colours: ColourStatistics;
}

/** Added to the variances of features. */
const VARIANCE_FLOOR = 1e-4;
/** The least variance along a direction, of features of unit variance. */
const LEAST_ALONG = 1e-3;
/** The colours' covariances are a fifth of the size of what is read beside them. */
const COLOUR_FACTOR = 5;

/** Reads from a painting how it modulates the painter (formulas: training/fast/README.md, "The reader"). */
export function readPainting({ reader }: FastWeights, { statistics, colours }: ReadPainting): Modulation {
  const covariances = statistics.map(covariance);
  const deviations = statistics.map(({ channels }, i) =>
    Float64Array.from({ length: channels }, (_, c) =>
      Math.sqrt(covariances[i]![c * channels + c]! + VARIANCE_FLOOR),
    ),
  );
  const [rr, rg, rb, , gg, gb, , , bb] = colours.covariance;
  const plain = [
    ...statistics.flatMap(({ mean }) => [...mean]),
    ...deviations.flatMap((deviation) => [...deviation].map(Math.log)),
    ...colours.mean,
    ...[rr, rg, rb, gg, gb, bb].map((value) => value! * COLOUR_FACTOR),
  ].map((value, i) => (value - reader.centre[i]!) / reader.spread[i]!);
  const along = READ_LAYERS.flatMap(({ layer, channels }, i) => {
    const directions = reader.directions.get(layer) as Float32Array;
    return logVariances(directions, channels, covariances[i]!, deviations[i]!);
  });
  const first = rectified(applied(reader.first, [...plain, ...along]));
  const second = rectified(applied(reader.second, first)).map((value, i) => value + first[i]!);
  return modulationOf(applied(reader.last, second), colours);
}

/** What the reader has read of one painting of several, and its share of the whole. */
export interface SharedModulation {
  readonly share: number;
  readonly modulation: Modulation;
}

/** Several paintings as one: every factor, offset and colour in the mean by their shares, which sum to 1. */
export function mixModulations(read: readonly SharedModulation[]): Modulation {
  const [first] = read;
  if (first === undefined) throw new RangeError('Expected at least one painting, got none');
  if (read.length === 1) return first.modulation;
  const mixed = (of: (modulation: Modulation) => Float32Array) =>
    of(first.modulation).map((_, i) =>
      read.reduce((sum, { share, modulation }) => sum + share * of(modulation)[i]!, 0),
    );
  const channels = [...first.modulation.channels.keys()].map((name) => {
    const scale = mixed((one) => one.channels.get(name)!.scale);
    const shift = mixed((one) => one.channels.get(name)!.shift);
    return [name, { scale, shift }] as const;
  });
  return {
    channels: new Map(channels),
    fine: mixed(({ fine }) => fine),
    gain: read.reduce((sum, { share, modulation }) => sum + share * modulation.gain, 0),
    colours: mixColours(read.map(({ share, modulation }) => ({ share, colours: modulation.colours }))),
  };
}

/** ln of the variance along each direction, in features divided by their deviations. */
function logVariances(
  directions: Float32Array,
  channels: number,
  covariances: Float32Array,
  deviations: Float64Array,
): number[] {
  return Array.from({ length: DIRECTIONS }, (_, k) => {
    const direction = Float64Array.from({ length: channels }, (_, c) => directions[c * DIRECTIONS + k]!);
    const length = Math.max(1e-12, Math.hypot(...direction));
    const w = direction.map((value, c) => value / length / deviations[c]!);
    let variance = 0;
    for (let a = 0; a < channels; a++) {
      let row = 0;
      for (let b = 0; b < channels; b++) row += covariances[a * channels + b]! * w[b]!;
      variance += w[a]! * row;
    }
    return Math.log(Math.max(LEAST_ALONG, variance));
  });
}

function applied({ weight, bias }: Linear, x: readonly number[]): number[] {
  return Array.from(bias, (value, row) =>
    x.reduce((sum, xi, i) => sum + weight[row * x.length + i]! * xi, value),
  );
}

function rectified(x: readonly number[]): number[] {
  return x.map((value) => Math.max(0, value));
}

function modulationOf(read: readonly number[], colours: ColourStatistics): Modulation {
  const total = MODULATED.reduce((sum, { outChannels }) => sum + outChannels, 0);
  let at = 0;
  const channels = MODULATED.map(({ name, outChannels }) => {
    const part = (from: number) => Float32Array.from(read.slice(from + at, from + at + outChannels));
    const entry = [name, { scale: part(0), shift: part(total) }] as const;
    at += outChannels;
    return entry;
  });
  return {
    channels: new Map(channels),
    // The reader is trained to put out departures from these.
    fine: Float32Array.from(read.slice(2 * total, 2 * total + HALF_CHANNELS), (value) => value + 0.3),
    gain: read[2 * total + HALF_CHANNELS]! + 1,
    colours,
  };
}
