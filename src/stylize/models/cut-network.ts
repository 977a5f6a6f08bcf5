import { readFile } from 'node:fs/promises';
import { ModelError, UsageError } from '../../errors.js';
import { conventionOf, type InputName, type WeightsConvention } from '../network/conventions.js';
import { type InputDecision, inputFromUser, undecided } from '../network/input-decision.js';
import { VGG_CONVOLUTIONS, type VggColumn } from '../network/layers.js';
import type { Weights } from '../network/network.js';
import { NotVggError } from '../network/onnx/not-vgg.js';
import { readOnnxWeights } from '../network/onnx/onnx-weights.js';
import {
  decodeTensor,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  safetensorsHeaderLength,
  type TensorEntry,
  type WrittenTensor,
  writeSafetensors,
} from '../network/safetensors.js';
import { inputOfSafetensors } from '../network/safetensors-weights.js';
import type { ByteSource } from './byte-source.js';

/** Nothing deeper than this is ever compared: 52 MB of VGG-19's 575. */
const DEEPEST = 'conv5_1';

/** Most bytes asked of a source at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** How the part that is kept is to be taken. */
interface CutOptions {
  /** What the weights expect, where the user says it. */
  readonly input?: InputName | undefined;
  readonly onBytes: (received: number, total: number | undefined) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What was found, and under which input it was written down. */
export interface CutNetwork {
  readonly column: VggColumn;
  /** Undefined for a network that gives a mean of its own. */
  readonly input: InputDecision | undefined;
}

/**
 * Copies the part of a network file that we use, the convolutions up to
 * conv5_1 and the metrics, into a new safetensors file. Names and types stay
 * as they are; what the weights expect of their input is added to the
 * metadata as `input`. The same source gives the same bytes.
 *
 * @throws ModelError where the source is truncated or no network
 * @throws UsageError where an input is given for a network that has its own
 */
export async function cutNetwork(
  source: ByteSource,
  target: string,
  { input: requested, onBytes, signal }: CutOptions,
): Promise<CutNetwork> {
  const length = safetensorsHeaderLength(await source.read(0, 8), source.name);
  const header = parseSafetensorsHeader(await source.read(0, 8 + length), source.name);
  const convention = conventionOf(header);
  const input = await decideInput(source, header, convention, requested);
  const wanted = wantedTensors(header, convention);
  const total = wanted.reduce((sum, [, { begin, end }]) => sum + end - begin, 0);
  let received = 0;
  async function* copy(name: string, { begin, end }: TensorEntry): AsyncGenerator<Uint8Array> {
    for (let at = begin; at < end; at += CHUNK_BYTES) {
      signal?.throwIfAborted();
      const stop = Math.min(end, at + CHUNK_BYTES);
      const bytes = await source.read(at, stop);
      if (bytes.length !== stop - at) {
        throw new ModelError(
          `${source.name} is truncated: expected ${stop - at} bytes of ${name}, got ${bytes.length}. Get the file again`,
        );
      }
      yield bytes;
      received += bytes.length;
      onBytes(received, total);
    }
  }
  const tensors = wanted.map(([name, entry]) => {
    const { dtype, shape, begin, end } = entry;
    return { name, dtype, shape, byteLength: end - begin, bytes: () => copy(name, entry) };
  });
  const metadata = input?.name ? { ...header.metadata, input: input.name } : header.metadata;
  await writeSafetensors(target, tensors, metadata);
  return { column: convention.column, input };
}

async function decideInput(
  source: ByteSource,
  header: SafetensorsHeader,
  convention: WeightsConvention,
  requested: InputName | undefined,
): Promise<InputDecision | undefined> {
  if (header.metadata.mean !== undefined) {
    if (requested === undefined) return undefined;
    throw new UsageError(
      `Expected no \`--input\` for ${source.name}, which contains its own mean, got \`${requested}\``,
    );
  }
  const name = `${convention.prefix('conv1_1')}.weight`;
  const { begin, end, dtype } = header.tensors.get(name) as TensorEntry;
  // Nine numbers of up to four bytes; fewer come where the file is truncated, which copying will find.
  const bytes = await source.read(begin, Math.min(end, begin + 36));
  const first = decodeTensor(name, dtype, bytes.subarray(0, bytes.length - (bytes.length % 4)), source.name);
  return requested === undefined
    ? inputOfSafetensors(header, first, convention)
    : inputFromUser(requested, first);
}

function wantedTensors(
  header: SafetensorsHeader,
  { column, prefix }: WeightsConvention,
): [string, TensorEntry][] {
  const convolutions = VGG_CONVOLUTIONS[column];
  const names = convolutions
    .slice(0, convolutions.indexOf(DEEPEST) + 1)
    .flatMap((name) => ['weight', 'bias'].map((part) => `${prefix(name)}.${part}`));
  return [...header.tensors]
    .filter(([name]) => names.includes(name) || name.startsWith('metric.relu'))
    .sort(([, a], [, b]) => a.begin - b.begin);
}

/**
 * The same from an ONNX file: float32, in the paper's names, with `input` and `pooling` in the metadata.
 *
 * @param path where the file is
 * @param source its name or address, for messages
 * @throws ModelError where the file cannot be read, is no VGG, or nothing tells its input
 */
export async function cutOnnx(
  path: string,
  source: string,
  target: string,
  { input: requested, signal }: CutOptions,
): Promise<CutNetwork> {
  const bytes = await readFile(path, { signal }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new ModelError(`Expected a readable model file, got ${source}: ${error.message}`, error);
  });
  const { convolutions, column, pooling, ...weights } = readVgg(bytes, source);
  const first = convolutions[0]?.weight ?? new Float32Array(0);
  const input = requested === undefined ? weights.input : inputFromUser(requested, first);
  if (input?.name === undefined) throw undecided(source);
  const deepest = convolutions.findIndex(({ name }) => name === DEEPEST);
  const kept = deepest < 0 ? convolutions : convolutions.slice(0, deepest + 1);
  const tensor = (name: string, shape: readonly number[], data: Float32Array): WrittenTensor => {
    const { buffer, byteOffset, byteLength } = data;
    return {
      name,
      dtype: 'F32',
      shape,
      byteLength,
      *bytes() {
        signal?.throwIfAborted();
        yield new Uint8Array(buffer, byteOffset, byteLength);
      },
    };
  };
  const tensors = kept.flatMap(({ name, inChannels, outChannels, weight, bias }) => [
    tensor(`${name}.weight`, [outChannels, inChannels, 3, 3], weight),
    tensor(`${name}.bias`, [outChannels], bias),
  ]);
  await writeSafetensors(target, tensors, { input: input.name, pooling });
  return { column, input };
}

/** @throws ModelError where it is no VGG; another network is used from where it is */
function readVgg(bytes: Uint8Array, source: string): Weights {
  try {
    return readOnnxWeights(bytes, source);
  } catch (error) {
    if (!(error instanceof NotVggError)) throw error;
    throw new ModelError(
      `${error.message}. Only VGG is installed; name the file of another network itself: \`--model ${source}\``,
      error,
    );
  }
}
