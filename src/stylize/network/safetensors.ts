import { ModelError } from '../../errors.js';
import { bfloat16ToFloat32, float16ToFloat32, readFloat32 } from './float-formats.js';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): eight
 * bytes with the header's length, little-endian; a JSON header that maps each
 * tensor's name to {dtype, shape, data_offsets}, with optional text under
 * `__metadata__`; then the data, to which the offsets are relative.
 */
export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes before the data: 8 + the header's length. */
  readonly dataStart: number;
}

/** Where a tensor lies, in bytes from the start of the data. */
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
  if (start.length < 8 + length) {
    throw new ModelError(
      `${source} is truncated: expected a header of ${length} bytes, got ${start.length - 8}. Get the file again`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(start.subarray(8, 8 + length)));
  } catch (error) {
    throw notSafetensors(source, 'its header is not JSON', error);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw notSafetensors(source, 'its header is not an object');
  }
  const tensors = new Map<string, TensorEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(json)) {
    if (name === '__metadata__') metadata = textRecord(entry);
    else tensors.set(name, tensorEntry(name, entry, source));
  }
  checkOverlap(tensors, source);
  return { tensors, metadata, dataStart: 8 + length };
}

function checkOverlap(tensors: ReadonlyMap<string, TensorEntry>, source: string): void {
  let before: readonly [string, TensorEntry] | undefined;
  for (const next of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (before && next[1].begin < before[1].end)
      throw notSafetensors(source, `${before[0]} and ${next[0]} lie in the same bytes`);
    before = next;
  }
}

function textRecord(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

function tensorEntry(name: string, value: unknown, source: string): TensorEntry {
  const { dtype, shape, data_offsets } = (value ?? {}) as Record<string, unknown>;
  const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
  if (
    typeof dtype !== 'string' ||
    !Array.isArray(shape) ||
    !shape.every(isCount) ||
    !Array.isArray(data_offsets) ||
    data_offsets.length !== 2 ||
    !data_offsets.every(isCount)
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
  return { dtype, shape, begin, end };
}

function notSafetensors(source: string, reason: string, cause?: unknown): ModelError {
  return new ModelError(`Expected a safetensors file, got ${source}: ${reason}`, cause);
}

/**
 * A tensor's numbers as single precision.
 *
 * @param bytes the tensor's own bytes
 * @throws ModelError where its type is not float16, bfloat16 or float32
 */
export function decodeTensor(
  name: string,
  entry: TensorEntry,
  bytes: Uint8Array,
  source: string,
): Float32Array {
  switch (entry.dtype) {
    case 'F32':
      return readFloat32(bytes);
    case 'F16':
      return float16ToFloat32(bytes);
    case 'BF16':
      return bfloat16ToFloat32(bytes);
    default:
      throw new ModelError(
        `Expected ${name} in ${source} to be float16, bfloat16 or float32, got ${entry.dtype}`,
      );
  }
}
