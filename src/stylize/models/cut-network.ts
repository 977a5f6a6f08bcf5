import { open } from 'node:fs/promises';
import { ModelError } from '../../errors.js';
import { conventionOf } from '../network/conventions.js';
import {
  parseSafetensorsHeader,
  type SafetensorsHeader,
  safetensorsHeaderLength,
  type TensorEntry,
} from '../network/safetensors.js';
import type { ByteSource } from './byte-source.js';

/** Nothing deeper than this is ever compared: 52 MB of VGG-19's 575. */
const DEEPEST = 'conv5_1';

/** Most bytes asked of a source at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Copies the part of a network file that we use, the convolutions up to
 * conv5_1 and the metrics, into a new safetensors file. Names, types and
 * metadata stay as they are; the same source gives the same bytes.
 *
 * @throws ModelError where the source is truncated or no network
 */
export async function cutNetwork(
  source: ByteSource,
  target: string,
  onBytes: (received: number, total: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const header = await readHeader(source);
  const wanted = wantedTensors(header, source.name);
  const total = wanted.reduce((sum, [, { begin, end }]) => sum + end - begin, 0);
  await using file = await open(target, 'wx');
  await file.write(encodeHeader(wanted, header.metadata));
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
}

async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const length = safetensorsHeaderLength(await source.read(0, 8), source.name);
  return parseSafetensorsHeader(await source.read(0, 8 + length), source.name);
}

function wantedTensors(header: SafetensorsHeader, source: string): [string, TensorEntry][] {
  const convention = conventionOf((tensor) => header.tensors.has(tensor));
  const convolutions = convention?.convolutions ?? [];
  const names = convolutions
    .slice(0, convolutions.indexOf(DEEPEST) + 1)
    .flatMap((name) => ['weight', 'bias'].map((part) => `${convention?.prefix(name)}.${part}`));
  const wanted = [...header.tensors].filter(
    ([name]) => names.includes(name) || name.startsWith('metric.relu'),
  );
  if (wanted.length > 0) return wanted.sort(([, a], [, b]) => a.begin - b.begin);
  throw new ModelError(
    `Expected ${source} to hold VGG layers (conv1_1.weight or features.0.weight), got none`,
  );
}

function encodeHeader(
  tensors: readonly (readonly [string, TensorEntry])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let at = 0;
  const entries = tensors.map(([name, { dtype, shape, begin, end }]) => {
    const data_offsets = [at, at + end - begin];
    at += end - begin;
    return [name, { dtype, shape, data_offsets }];
  });
  const text = JSON.stringify(Object.fromEntries([...entries, ['__metadata__', metadata]]));
  const json = new TextEncoder().encode(text);
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}
