import { type FileHandle, open } from 'node:fs/promises';
import { ModelError } from '../../errors.js';
import { bfloat16ToFloat32, float16ToFloat32, readFloat32 } from './float-formats.js';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): eight
 * bytes with the header's length, little-endian; a JSON header that maps each
 * tensor's name to {dtype, shape, data_offsets}, with optional text under
 * `__metadata__`; then the data, to which the offsets are relative.
 */
export interface SafetensorsHeader {
  /** The file's name or address, for messages. */
  readonly source: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a tensor lies, in bytes from the start of the file. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A header this long is a damaged or hostile file, not a network. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

const DTYPE_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/**
 * Bytes of the header, of which the first eight are given.
 *
 * @throws ModelError if these cannot be the first bytes of a safetensors file
 */
export function safetensorsHeaderLength(start: Uint8Array, source: string): number {
  if (start.length < 8) throw notSafetensors(source, `it has only ${start.length} bytes`);
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (length < 2 || length > MAX_HEADER_BYTES) {
    throw notSafetensors(source, `its first eight bytes declare a header of ${length} bytes`);
  }
  return length;
}

/**
 * Reads and checks a header.
 *
 * @param start the file's first bytes, at least 8 + header length of them
 * @param source the file's name or address, for messages
 * @throws ModelError where the header is truncated, malformed or contradicts itself
 */
export function parseSafetensorsHeader(start: Uint8Array, source: string): SafetensorsHeader {
  const length = safetensorsHeaderLength(start, source);
  const dataStart = 8 + length;
  if (start.length < dataStart) {
    throw new ModelError(
      `${source} is truncated: expected a header of ${length} bytes, got ${start.length - 8}. Get the file again`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(start.subarray(8, dataStart)));
  } catch (error) {
    throw notSafetensors(source, 'its header is not JSON', error);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw notSafetensors(source, 'its header is not an object');
  }
  const { __metadata__, ...entries } = json as Record<string, unknown>;
  const tensors = new Map(
    Object.entries(entries).map(([name, entry]) => [name, tensorEntry(name, entry, dataStart, source)]),
  );
  checkOverlap(tensors, source);
  const metadata = Object.entries(__metadata__ ?? {}).map(([key, text]) => [key, String(text)]);
  return { source, tensors, metadata: Object.fromEntries(metadata) };
}

function checkOverlap(tensors: ReadonlyMap<string, TensorEntry>, source: string): void {
  let before: readonly [string, TensorEntry] | undefined;
  for (const next of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (before && next[1].begin < before[1].end)
      throw notSafetensors(source, `${before[0]} and ${next[0]} lie in the same bytes`);
    before = next;
  }
}

function tensorEntry(name: string, value: unknown, dataStart: number, source: string): TensorEntry {
  const { dtype, shape, data_offsets } = (value ?? {}) as Record<string, unknown>;
  const areCounts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (
    typeof dtype !== 'string' ||
    !areCounts(shape) ||
    !areCounts(data_offsets) ||
    data_offsets.length !== 2
  ) {
    throw notSafetensors(source, `its entry for ${name} has no dtype, shape and data_offsets`);
  }
  const [begin, end] = data_offsets as [number, number];
  const elements = shape.reduce((product, size) => product * size, 1);
  const bytes = DTYPE_BYTES[dtype];
  if (end < begin || (bytes !== undefined && end - begin !== elements * bytes)) {
    throw notSafetensors(
      source,
      `${name} of ${dtype} [${shape.join(', ')}] does not match its ${end - begin} bytes`,
    );
  }
  return { dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

function notSafetensors(source: string, reason: string, cause?: unknown): ModelError {
  return new ModelError(`Expected a safetensors file, got ${source}: ${reason}`, cause);
}

/**
 * A tensor of a file that is wholly in memory, as single precision.
 *
 * @throws ModelError where it is missing, cut off, of another shape, or of a type other than float16, bfloat16 and float32
 */
export function readTensor(
  bytes: Uint8Array,
  { tensors, source }: SafetensorsHeader,
  name: string,
  shape: readonly number[],
): Float32Array {
  const entry = tensors.get(name);
  if (entry === undefined) throw new ModelError(`${source} lacks the tensor ${name}`);
  if (entry.shape.length !== shape.length || shape.some((size, i) => size < 1 || size !== entry.shape[i])) {
    throw new ModelError(
      `Expected ${name} in ${source} to be [${shape.join(', ')}], got [${entry.shape.join(', ')}]`,
    );
  }
  if (entry.end > bytes.length) {
    throw new ModelError(
      `${source} is truncated: expected ${entry.end} bytes for ${name}, got ${bytes.length}. Get the file again`,
    );
  }
  return decodeTensor(name, entry.dtype, bytes.subarray(entry.begin, entry.end), source);
}

/**
 * A tensor's numbers as single precision.
 *
 * @param bytes the tensor's own bytes
 * @throws ModelError where its type is not float16, bfloat16 or float32
 */
export function decodeTensor(name: string, dtype: string, bytes: Uint8Array, source: string): Float32Array {
  switch (dtype) {
    case 'F32':
      return readFloat32(bytes);
    case 'F16':
      return float16ToFloat32(bytes);
    case 'BF16':
      return bfloat16ToFloat32(bytes);
    default:
      throw new ModelError(`Expected ${name} in ${source} to be float16, bfloat16 or float32, got ${dtype}`);
  }
}

/** A tensor to be written. */
export interface WrittenTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly byteLength: number;
  /** Its bytes, in pieces. */
  readonly bytes: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Writes a new file, the tensors in the given order without gaps. The same tensors and metadata give the same bytes. */
export async function writeSafetensors(
  path: string,
  tensors: readonly WrittenTensor[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  await using file: FileHandle = await open(path, 'wx');
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape, byteLength }) => {
    const begin = end;
    end += byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const text = JSON.stringify(Object.fromEntries([...entries, ['__metadata__', metadata]]));
  const json = new TextEncoder().encode(text);
  // Padded with spaces, so that the data begin at a multiple of eight bytes.
  const start = new Uint8Array(8 + 8 * Math.ceil(json.length / 8)).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true);
  start.set(json, 8);
  await file.write(start);
  for (const { bytes } of tensors) for await (const piece of bytes()) await file.write(piece);
  await file.sync();
}
