import { readFile } from 'node:fs/promises';
import { ModelError } from '../../errors.js';
import { packagedPath } from '../network/embedded.js';
import { parseSafetensorsHeader, readTensor } from '../network/safetensors.js';
import { DIRECTIONS, HALF_CHANNELS, HIDDEN, MODULATED, READ_LAYERS, STACKED_CHANNELS } from './layers.js';

/** y = W x + b: `weight` is `outputs × inputs`, row-major, `bias` is `outputs` long. */
export interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The trained weights of the painter and of its reader of paintings (training/fast/README.md). */
export interface FastWeights {
  /** Of the modulated convolutions by name: `out × in × 3 × 3`. */
  readonly convolutions: ReadonlyMap<string, Float32Array>;
  /** The last convolution, to the stacked picture. */
  readonly out: Linear;
  readonly reader: {
    /** By layer: `channels × DIRECTIONS`, row-major. */
    readonly directions: ReadonlyMap<string, Float32Array>;
    readonly centre: Float32Array;
    readonly spread: Float32Array;
    readonly first: Linear;
    readonly second: Linear;
    readonly last: Linear;
  };
}

/** Numbers that are read of a painting before anything learnt: means, deviations, colours. */
export const plainSize = 2 * READ_LAYERS.reduce((sum, { channels }) => sum + channels, 0) + 9;
/** Numbers that the reader puts out: scales and shifts of all modulated channels, gains of the two ways round. */
export const readSize =
  2 * MODULATED.reduce((sum, { outChannels }) => sum + outChannels, 0) + HALF_CHANNELS + 1;

/** Path of the fast painter's weights, which ship with the package. */
export function fastWeightsPath(): string {
  return packagedPath('fast');
}

/**
 * Reads the weights of a fast painter.
 *
 * @throws ModelError where the file cannot be read or is none
 */
export async function loadFastWeights(path: string): Promise<FastWeights> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ModelError(`Expected readable weights, got ${path}: ${(error as Error).message}`, error);
  }
  return parseFastWeights(bytes, path);
}

/** As `loadFastWeights`, from bytes; `source` is the name used in messages. */
export function parseFastWeights(bytes: Uint8Array, source: string): FastWeights {
  const header = parseSafetensorsHeader(bytes, source);
  const read = (name: string, shape: readonly number[]) => readTensor(bytes, header, name, shape);
  const linear = (name: string, outputs: number, inputs: number): Linear => ({
    weight: read(`${name}.weight`, [outputs, inputs]),
    bias: read(`${name}.bias`, [outputs]),
  });
  return {
    convolutions: new Map(
      MODULATED.map(({ name, inChannels, outChannels }) => [
        name,
        read(`${name}.weight`, [outChannels, inChannels, 3, 3]),
      ]),
    ),
    out: {
      weight: read('out.weight', [STACKED_CHANNELS, HALF_CHANNELS, 3, 3]),
      bias: read('out.bias', [STACKED_CHANNELS]),
    },
    reader: {
      directions: new Map(
        READ_LAYERS.map(({ layer, channels }) => [
          layer,
          read(`reader.directions.${layer}`, [channels, DIRECTIONS]),
        ]),
      ),
      centre: read('reader.centre', [plainSize]),
      spread: read('reader.spread', [plainSize]),
      first: linear('reader.first', HIDDEN, plainSize + DIRECTIONS * READ_LAYERS.length),
      second: linear('reader.second', HIDDEN, HIDDEN),
      last: linear('reader.last', readSize, HIDDEN),
    },
  };
}
