import { ModelError } from '../../errors.js';
import { conventionOf, rgbLess, type WeightsConvention } from './conventions.js';
import { decided, type InputDecision, inputOfKnownWeights, isInputName } from './input-decision.js';
import { VGG_CONVOLUTIONS } from './layers.js';
import type { Convolution, Pooling, Weights } from './network.js';
import { parseSafetensorsHeader, readTensor, type SafetensorsHeader } from './safetensors.js';

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
  const mean = readMean(header);
  const convention = conventionOf(header);
  const convolutions = readConvolutions(bytes, header, convention);
  return {
    column: convention.column,
    convolutions,
    input: mean
      ? { name: undefined, convention: rgbLess(mean), because: 'the file gives its mean' }
      : inputOfSafetensors(header, (convolutions[0] as Convolution).weight, convention),
    pooling: poolingOf(header),
    metrics: readMetrics(bytes, header, convolutions),
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

/** The input's mean that our own files name. */
function readMean({ metadata, source }: SafetensorsHeader): [number, number, number] | undefined {
  if (metadata.mean === undefined) return undefined;
  let mean: unknown;
  try {
    mean = JSON.parse(metadata.mean);
  } catch {}
  if (!Array.isArray(mean) || mean.length !== 3 || !mean.every((value) => Number.isFinite(value))) {
    throw new ModelError(`Expected three numbers as \`mean\` in ${source}, got ${metadata.mean}`);
  }
  return mean as [number, number, number];
}

function poolingOf({ metadata: { pooling: text = 'max' }, source }: SafetensorsHeader): Pooling {
  const [pooling] = /^(?:average|max)\b/.exec(text) ?? [];
  if (pooling) return pooling as Pooling;
  throw new ModelError(`Expected \`pooling\` in ${source} to begin with max or average, got ${text}`);
}

function readConvolutions(
  bytes: Uint8Array,
  header: SafetensorsHeader,
  { column, prefix, description }: WeightsConvention,
): Convolution[] {
  const all = VGG_CONVOLUTIONS[column];
  const names = all.filter((name) => header.tensors.has(`${prefix(name)}.weight`));
  const gap = all.slice(0, names.length).find((name, i) => name !== names[i]);
  if (gap !== undefined) {
    throw new ModelError(
      `${header.source} (${description}) has no ${prefix(gap)}.weight (layer ${gap}), although it has ${names.at(-1)}`,
    );
  }
  let inChannels = 3;
  return names.map((name) => {
    const outChannels = header.tensors.get(`${prefix(name)}.weight`)?.shape[0] ?? 0;
    const weight = readTensor(bytes, header, `${prefix(name)}.weight`, [outChannels, inChannels, 3, 3]);
    const bias = readTensor(bytes, header, `${prefix(name)}.bias`, [outChannels]);
    const convolution = { name, inChannels, outChannels, weight, bias };
    inChannels = outChannels;
    return convolution;
  });
}

/** Layers that have a metric where any has one: those that styles are compared at. */
const MEASURED = ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_3', 'relu4_1', 'relu4_2', 'relu5_1'];

function readMetrics(
  bytes: Uint8Array,
  header: SafetensorsHeader,
  convolutions: readonly Convolution[],
): Map<string, Float32Array> {
  const { tensors, metadata, source } = header;
  const measured =
    metadata.metric !== undefined || [...tensors.keys()].some((name) => /^metric\b/.test(name));
  const metrics = new Map<string, Float32Array>();
  const missing: string[] = [];
  for (const { name, outChannels } of convolutions) {
    const layer = name.replace('conv', 'relu');
    const metric = `metric.${layer}`;
    if (tensors.has(metric))
      metrics.set(layer, readTensor(bytes, header, metric, [outChannels, outChannels]));
    else if (measured && MEASURED.includes(layer)) missing.push(metric);
  }
  if (missing.length === 0) return metrics;
  throw new ModelError(
    `${source} lacks ${missing.join(', ')}: a network that comes with metrics needs one for each layer that styles are compared at. Get the file again`,
  );
}
