import { open } from 'node:fs/promises';
import { ModelError, UsageError } from '../../errors.js';
import { conventionOf, type InputName, type WeightsConvention } from '../network/conventions.js';
import { encodeSafetensorsHeader } from '../network/encode-safetensors.js';
import { type InputDecision, inputFromUser } from '../network/input-decision.js';
import type { VggColumn } from '../network/layers.js';
import {
  decodeTensor,
  parseSafetensorsHeader,
  type SafetensorsHeader,
  safetensorsHeaderLength,
  type TensorEntry,
} from '../network/safetensors.js';
import { inputOfSafetensors } from '../network/safetensors-weights.js';
import type { ByteSource } from './byte-source.js';

/** Nothing deeper than this is ever compared: 52 MB of VGG-19's 575. */
export const DEEPEST = 'conv5_1';

/** Most bytes asked of a source at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** How the part that is kept is to be taken. */
export interface CutOptions {
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
  const header = await readHeader(source);
  const convention = readConvention(header, source.name);
  const input = await decideInput(source, header, convention, requested);
  const wanted = wantedTensors(header, convention);
  const metadata = { ...header.metadata, ...(input?.name && { input: input.name }) };
  const total = wanted.reduce((sum, [, { begin, end }]) => sum + end - begin, 0);
  await using file = await open(target, 'wx');
  await file.write(encodeSafetensorsHeader(wanted, metadata));
  let received = 0;
  for (const [name, { begin, end }] of wanted) {
    for (let at = begin; at < end; ) {
      signal?.throwIfAborted();
      const stop = Math.min(end, at + CHUNK_BYTES);
      const bytes = await source.read(header.dataStart + at, header.dataStart + stop);
      if (bytes.length !== stop - at) {
        throw new ModelError(
          `${source.name} is truncated: expected ${stop - at} bytes of ${name}, got ${bytes.length}. Get the file again`,
        );
      }
      await file.write(bytes);
      at = stop;
      received += bytes.length;
      onBytes(received, total);
    }
  }
  await file.sync();
  return { column: convention.column, input };
}

async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const length = safetensorsHeaderLength(await source.read(0, 8), source.name);
  return parseSafetensorsHeader(await source.read(0, 8 + length), source.name);
}

function readConvention(header: SafetensorsHeader, source: string): WeightsConvention {
  const convention = conventionOf((tensor) => header.tensors.has(tensor));
  if (convention) return convention;
  throw new ModelError(
    `Expected ${source} to hold VGG layers (conv1_1.weight or features.0.weight), got none`,
  );
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
  const entry = header.tensors.get(name) as TensorEntry;
  // Nine numbers of up to four bytes; fewer come where the file is truncated, which copying will find.
  const bytes = await source.read(
    header.dataStart + entry.begin,
    header.dataStart + Math.min(entry.end, entry.begin + 36),
  );
  const first = decodeTensor(name, entry, bytes.subarray(0, bytes.length - (bytes.length % 4)), source.name);
  return requested === undefined
    ? inputOfSafetensors(header, first, convention)
    : inputFromUser(requested, first);
}

function wantedTensors(header: SafetensorsHeader, convention: WeightsConvention): [string, TensorEntry][] {
  const { convolutions, prefix } = convention;
  const names = convolutions
    .slice(0, convolutions.indexOf(DEEPEST) + 1)
    .flatMap((name) => ['weight', 'bias'].map((part) => `${prefix(name)}.${part}`));
  return [...header.tensors]
    .filter(([name]) => names.includes(name) || name.startsWith('metric.relu'))
    .sort(([, a], [, b]) => a.begin - b.begin);
}
