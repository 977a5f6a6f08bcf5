import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ModelError } from '../../errors.js';
import { conventionOf, foldInput, type WeightsConvention } from './conventions.js';
import type { Convolution, Network, Pooling } from './network.js';
import { decodeTensor, parseSafetensorsHeader, type SafetensorsHeader } from './safetensors.js';

/** What the file itself does not settle. */
export interface LoadNetworkOptions {
  /** Overrides the pooling that the file names (`max` where it names none). */
  readonly pooling?: Pooling;
}

/**
 * Reads a network from a safetensors file: ours (`conv1_1.weight`, …, with
 * `metric.relu1_1`, … and the input's `mean` in the metadata), VGG-16 or VGG-19 with the
 * same names in Caffe's input convention, or either in torchvision's names.
 * The file may stop at any depth.
 *
 * @throws ModelError where the file cannot be read or is not such a network
 */
export async function loadNetwork(path: string, options: LoadNetworkOptions = {}): Promise<Network> {
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
  const header = parseSafetensorsHeader(bytes, source);
  const convention = readConvention(header, source);
  const read = (name: string, shape: readonly number[]) => readTensor(bytes, header, source, name, shape);
  const convolutions = readConvolutions(header, convention, source, read);
  const first = convolutions[0] as Convolution;
  const { weight, mean } = foldInput(first.weight, convention.input);
  return {
    name: header.metadata.name ?? basename(source, extname(source)),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    mean,
    pooling: options.pooling ?? poolingOf(header.metadata.pooling),
    convolutions: [{ ...first, weight }, ...convolutions.slice(1)],
    metrics: readMetrics(header, convolutions, read),
  };
}

function readConvention(header: SafetensorsHeader, source: string): WeightsConvention {
  const convention = conventionOf((tensor) => header.tensors.has(tensor), readMean(header, source));
  if (convention) return convention;
  const some = [...header.tensors.keys()].slice(0, 3).join(', ') || 'no tensors';
  throw new ModelError(
    `Expected ${source} to hold VGG layers (conv1_1.weight or features.0.weight), got ${some}`,
  );
}

/** The input's mean that our own files name. */
function readMean(header: SafetensorsHeader, source: string): [number, number, number] | undefined {
  if (header.metadata.mean === undefined) return undefined;
  let mean: unknown;
  try {
    mean = JSON.parse(header.metadata.mean);
  } catch {}
  if (!Array.isArray(mean) || mean.length !== 3 || !mean.every((value) => Number.isFinite(value))) {
    throw new ModelError(`Expected three numbers as \`mean\` in ${source}, got ${header.metadata.mean}`);
  }
  return mean as [number, number, number];
}

function poolingOf(text: string | undefined): Pooling {
  return text?.startsWith('average') ? 'average' : 'max';
}

type ReadTensor = (name: string, shape: readonly number[]) => Float32Array;

function readConvolutions(
  header: SafetensorsHeader,
  convention: WeightsConvention,
  source: string,
  read: ReadTensor,
): Convolution[] {
  const all = convention.convolutions;
  const names = all.filter((name) => header.tensors.has(`${convention.prefix(name)}.weight`));
  const gap = all.slice(0, names.length).find((name, i) => name !== names[i]);
  if (gap !== undefined) {
    throw new ModelError(
      `${source} (${convention.description}) lacks ${convention.prefix(gap)}.weight, the layer ${gap}, though it has ${names.at(-1)}`,
    );
  }
  let inChannels = 3;
  return names.map((name) => {
    const prefix = convention.prefix(name);
    const outChannels = header.tensors.get(`${prefix}.weight`)?.shape[0] ?? 0;
    const weight = read(`${prefix}.weight`, [outChannels, inChannels, 3, 3]);
    const bias = read(`${prefix}.bias`, [outChannels]);
    const convolution = { name, inChannels, outChannels, weight, bias };
    inChannels = outChannels;
    return convolution;
  });
}

function readMetrics(
  header: SafetensorsHeader,
  convolutions: readonly Convolution[],
  read: ReadTensor,
): Map<string, Float32Array> {
  const metrics = new Map<string, Float32Array>();
  for (const { name, outChannels } of convolutions) {
    const layer = name.replace('conv', 'relu');
    if (!header.tensors.has(`metric.${layer}`)) continue;
    metrics.set(layer, read(`metric.${layer}`, [outChannels, outChannels]));
  }
  return metrics;
}

function readTensor(
  bytes: Uint8Array,
  header: SafetensorsHeader,
  source: string,
  name: string,
  shape: readonly number[],
): Float32Array {
  const entry = header.tensors.get(name);
  if (entry === undefined) throw new ModelError(`${source} lacks the tensor ${name}`);
  if (entry.shape.length !== shape.length || shape.some((size, i) => size < 1 || size !== entry.shape[i])) {
    throw new ModelError(
      `Expected ${name} in ${source} to be [${shape.join(', ')}], got [${entry.shape.join(', ')}]`,
    );
  }
  const begin = header.dataStart + entry.begin;
  const end = header.dataStart + entry.end;
  if (end > bytes.length) {
    throw new ModelError(
      `${source} is truncated: expected ${end} bytes for ${name}, got ${bytes.length}. Get the file again`,
    );
  }
  return decodeTensor(name, entry, bytes.subarray(begin, end), source);
}
