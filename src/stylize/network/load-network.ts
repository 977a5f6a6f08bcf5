import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ModelError } from '../../errors.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import { foldInput } from './conventions.js';
import { undecided } from './input-decision.js';
import type { Convolution, Network, Pooling } from './network.js';
import { isOnnx, readOnnxWeights } from './onnx/onnx-weights.js';
import { readSafetensorsWeights } from './safetensors-weights.js';

/** What the file itself does not settle. */
export interface LoadNetworkOptions {
  /** Overrides the pooling that the file names (`max` where it names none). */
  readonly pooling?: Pooling;
}

/**
 * Reads a network from a file of weights, in safetensors
 * (`readSafetensorsWeights`) or ONNX (`readOnnxWeights`). The file may stop at any depth.
 *
 * @throws ModelError where the file cannot be read or is no such network, or nothing tells its input
 */
export async function loadNetwork(path: string, options: LoadNetworkOptions = {}): Promise<Network> {
  await checkRegularPath(path);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ModelError(`Expected a readable network file, got ${path}: ${(error as Error).message}`, error);
  }
  return parseNetwork(bytes, path, options);
}

/** As `loadNetwork`, from bytes; `source` is the name used in messages. */
export function parseNetwork(bytes: Uint8Array, source: string, options: LoadNetworkOptions = {}): Network {
  const weights = (isOnnx(bytes, source) ? readOnnxWeights : readSafetensorsWeights)(bytes, source);
  if (weights.input === undefined) throw undecided(source);
  const first = weights.convolutions[0] as Convolution;
  const { weight, mean } = foldInput(first.weight, weights.input.convention);
  return {
    name: weights.name ?? basename(source, extname(source)),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    mean,
    pooling: options.pooling ?? weights.pooling,
    convolutions: [{ ...first, weight }, ...weights.convolutions.slice(1)],
    metrics: weights.metrics,
  };
}
