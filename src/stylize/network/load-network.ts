import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ModelError } from '../../errors.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import { foldInput, type InputName } from './conventions.js';
import { inputFromUser, undecided } from './input-decision.js';
import type { Convolution, Network, Pooling, VggNetwork } from './network.js';
import { NotVggError } from './onnx/not-vgg.js';
import { isOnnx, readOnnx, readOnnxWeights } from './onnx/onnx-weights.js';
import { operatorNetworkOf } from './onnx/operator-network-of-onnx.js';
import { readSafetensorsWeights } from './safetensors-weights.js';

/** What the file itself does not settle. */
export interface LoadNetworkOptions {
  /** Overrides the pooling that the file names (`max` where it names none). */
  readonly pooling?: Pooling;
  /** Overrides what the file says or shows of its input; a file that gives a mean of its own keeps that. */
  readonly input?: InputName | undefined;
}

/**
 * Reads a network from a file: VGG from safetensors (`readSafetensorsWeights`) or ONNX (`readOnnxWeights`), where it may
 * stop at any depth; any other from ONNX (`operatorNetworkOf`).
 *
 * @throws ModelError where the file cannot be read or is no such network, or nothing tells its input
 */
export async function loadNetwork(path: string, options: LoadNetworkOptions = {}): Promise<Network> {
  return parseNetwork(await readNetworkFile(path), path, options);
}

/**
 * As `loadNetwork`, where only VGG will do.
 *
 * @throws ModelError for any other, too
 */
export async function loadVgg(path: string, options: LoadNetworkOptions = {}): Promise<VggNetwork> {
  return parseVgg(await readNetworkFile(path), path, options);
}

async function readNetworkFile(path: string): Promise<Uint8Array> {
  await checkRegularPath(path);
  try {
    return await readFile(path);
  } catch (error) {
    throw new ModelError(`Expected a readable network file, got ${path}: ${(error as Error).message}`, error);
  }
}

/** As `loadNetwork`, from bytes; `source` is the name used in messages. */
export function parseNetwork(bytes: Uint8Array, source: string, options: LoadNetworkOptions = {}): Network {
  try {
    return parseVgg(bytes, source, options);
  } catch (error) {
    if (!(error instanceof NotVggError)) throw error;
    const network = readOnnx(bytes, source, (graph) => operatorNetworkOf(graph, source, options.input));
    return { name: basename(source, extname(source)), sha256: sha256Of(bytes), ...network };
  }
}

/** As `loadVgg`, from bytes. */
export function parseVgg(bytes: Uint8Array, source: string, options: LoadNetworkOptions = {}): VggNetwork {
  const weights = (isOnnx(bytes, source) ? readOnnxWeights : readSafetensorsWeights)(bytes, source);
  const first = weights.convolutions[0] as Convolution;
  const ownMean = weights.input !== undefined && weights.input.name === undefined;
  const input =
    options.input === undefined || ownMean ? weights.input : inputFromUser(options.input, first.weight);
  if (input === undefined) throw undecided(source);
  const { weight, mean } = foldInput(first.weight, input.convention);
  return {
    name: weights.name ?? basename(source, extname(source)),
    sha256: sha256Of(bytes),
    mean,
    pooling: options.pooling ?? weights.pooling,
    convolutions: [{ ...first, weight }, ...weights.convolutions.slice(1)],
    metrics: weights.metrics,
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
