import { PbfReader } from 'pbf';

/** One field of a protobuf message: its number and what it holds. */
export interface Field {
  readonly id: number;
  /** Integers as numbers; strings, bytes, messages, packed numbers, and fixed 4 or 8 bytes as a view of them. */
  readonly value: number | Uint8Array;
  /** The field as it stands, its tag included. */
  readonly whole: Uint8Array;
}

/** What is wrong with bytes that should be protobuf. Never leaves this folder. */
export class ProtobufError extends Error {
  /** Whether the bytes end before what they announce. */
  readonly truncated: boolean;

  constructor(message: string, truncated = false) {
    super(message);
    this.truncated = truncated;
  }
}

/** Lengths in bytes of the fixed wire types. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Wire types of numbers in seven-bit groups, and of bytes with their length before them. */
const VARINT = 0;
const BYTES = 2;

/**
 * The fields of a message in the order in which they stand, without copying.
 * Unlike the reader underneath, nothing outside `bytes` is ever referred to.
 *
 * @throws ProtobufError where the bytes are no message, or end within a field
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const pbf = new PbfReader(bytes);
  while (pbf.pos < bytes.length) {
    const begin = pbf.pos;
    const tag = readVarint(pbf);
    const id = Math.floor(tag / 8);
    const wire = tag % 8;
    if (id < 1 || id >= 2 ** 29) throw new ProtobufError(`a field has the number ${id}`);
    if (wire === VARINT) {
      const value = readVarint(pbf);
      yield { id, value, whole: bytes.subarray(begin, pbf.pos) };
      continue;
    }
    const length = wire === BYTES ? readVarint(pbf) : FIXED[wire];
    if (length === undefined) throw new ProtobufError(`a field has the wire type ${wire}`);
    const left = bytes.length - pbf.pos;
    if (length < 0 || length > left) {
      throw new ProtobufError(`expected ${length} bytes of field ${id}, got ${left}`, true);
    }
    const end = pbf.pos + length;
    yield { id, value: bytes.subarray(pbf.pos, end), whole: bytes.subarray(begin, end) };
    pbf.pos = end;
  }
}

/** Packed integers, or the one integer that is not packed. */
export function* integersOf({ value }: Field): Generator<number> {
  if (typeof value === 'number') {
    yield value;
    return;
  }
  const pbf = new PbfReader(value);
  while (pbf.pos < value.length) yield readVarint(pbf);
}

/** Longer names than this are in no network. */
const MAX_TEXT_BYTES = 4096;

/** @throws ProtobufError where the field is no text, or thousands of characters long */
export function textOf({ id, value }: Field): string {
  if (typeof value === 'number') throw new ProtobufError(`field ${id} is a number instead of a string`);
  if (value.length > MAX_TEXT_BYTES)
    throw new ProtobufError(`field ${id} is a string of ${value.length} bytes`);
  return new TextDecoder().decode(value);
}

/** @throws ProtobufError where the field is a number */
export function bytesOf({ id, value }: Field): Uint8Array {
  if (typeof value === 'number') throw new ProtobufError(`field ${id} is a number instead of bytes`);
  return value;
}

function readVarint(pbf: PbfReader): number {
  let value: number;
  try {
    value = pbf.readVarint(true);
  } catch {
    throw new ProtobufError('a number has more than ten bytes or is cut off', pbf.pos > pbf.length);
  }
  if (pbf.pos > pbf.length) throw new ProtobufError('it ends within a number', true);
  return value;
}
