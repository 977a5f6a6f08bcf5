import { ModelError } from '../../errors.js';
import { conventionOf, rgbLess, type WeightsConvention } from './conventions.js';
import { decided, type InputDecision, inputOfKnownWeights, isInputName } from './input-decision.js';
import type { Convolution, Pooling } from './network.js';
import { decodeTensor, parseSafetensorsHeader, type SafetensorsHeader } from './safetensors.js';
import type { Weights } from './weights.js';

/**
 * Reads weights from a safetensors file: ours (`conv1_1.weight`, …, with
 * `metric.relu1_1`, … and the input's `mean` in the metadata), VGG-16 or
 * VGG-19 with the same names, or either in torchvision's names. The input is
 * what the file says (`mean`, or `input` in those we installed), else that of
 * known weights, else what the names say.
 *
 * @param source the file's name, for messages
 * @throws ModelError where the file is damaged or holds no such network
 */
export function readSafetensorsWeights(bytes: Uint8Array, source: string): Weights {
  const header = parseSafetensorsHeader(bytes, source);
  const mean = readMean(header, source);
  const convention = readConvention(header, source);
  const read = (name: string, shape: readonly number[]) => readTensor(bytes, header, source, name, shape);
  const convolutions = readConvolutions(header, convention, source, read);
  const first = convolutions[0] as Convolution;
  return {
    column: convention.column,
    convolutions,
    input: mean
      ? { name: undefined, convention: rgbLess(mean), because: 'the file gives its mean' }
      : inputOfSafetensors(header, first.weight, convention),
    pooling: poolingOf(header.metadata.pooling, source),
    metrics: readMetrics(header, convolutions, source, read),
    name: header.metadata.name,
  };
}

/**
 * What a file's first convolution expects: what its metadata say under
 * `input`, else that of known weights, else what the names say.
 *
 * @param first the first convolution's weights, or the first nine of them
 */
export function inputOfSafetensors(
  { metadata }: SafetensorsHeader,
  first: Float32Array,
  convention: WeightsConvention,
): InputDecision {
  if (isInputName(metadata.input)) return decided(metadata.input, 'the file says so');
  return inputOfKnownWeights(first) ?? decided(convention.input, `it is ${convention.description}`);
}

function readConvention(header: SafetensorsHeader, source: string): WeightsConvention {
  const convention = conventionOf((tensor) => header.tensors.has(tensor));
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

function poolingOf(text: string | undefined, source: string): Pooling {
  const [pooling] = /^(?:average|max)\b/.exec(text ?? 'max') ?? [];
  if (pooling) return pooling as Pooling;
  throw new ModelError(`Expected \`pooling\` in ${source} to begin with max or average, got ${text}`);
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
      `${source} (${convention.description}) has no ${convention.prefix(gap)}.weight (layer ${gap}), although it has ${names.at(-1)}`,
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

/** Layers that have a metric where any has one: those that styles are compared at. */
const MEASURED = ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_3', 'relu4_1', 'relu4_2', 'relu5_1'];

function readMetrics(
  header: SafetensorsHeader,
  convolutions: readonly Convolution[],
  source: string,
  read: ReadTensor,
): Map<string, Float32Array> {
  const metrics = new Map<string, Float32Array>();
  const measured =
    header.metadata.metric !== undefined || [...header.tensors.keys()].some((name) => /^metric\b/.test(name));
  const missing = convolutions
    .map(({ name }) => name.replace('conv', 'relu'))
    .filter((layer) => measured && MEASURED.includes(layer) && !header.tensors.has(`metric.${layer}`));
  if (missing.length > 0) {
    throw new ModelError(
      `${source} lacks ${missing.map((layer) => `metric.${layer}`).join(', ')}: a network that comes with metrics needs one for each layer that styles are compared at. Get the file again`,
    );
  }
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
