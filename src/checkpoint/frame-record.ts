import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';

const magic = 0x5274_736e; // `nstR`, read as a little-endian number
const digestBytes = 16;
const payloadDigestAt = 16;
const ownDigestAt = payloadDigestAt + digestBytes;

/** Bytes before a record's note. */
export const recordHeadBytes = ownDigestAt + digestBytes;

/** What a record's head says. */
export interface RecordHead {
  /** Of the frame, counted from 0. */
  readonly index: number;
  readonly noteBytes: number;
  readonly payloadBytes: number;
  /** Of the payload. */
  readonly digest: Uint8Array;
}

/**
 * A record as it is written: a head, a note, a payload. The head is the magic, the frame's index and the two lengths
 * as little-endian uint32, then a digest of the payload and one of the head so far and the note. Both digests (the
 * first 16 bytes of a SHA-256) take in the job and the index: a record is whole only in its own place of its own log.
 */
export function encodeRecord(job: string, index: number, note: Uint8Array, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(recordHeadBytes);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(index, 4);
  head.writeUInt32LE(note.length, 8);
  head.writeUInt32LE(payload.length, 12);
  payloadDigest(job, index, payload).copy(head, payloadDigestAt);
  ownDigest(job, head, note).copy(head, ownDigestAt);
  return Buffer.concat([head, note, payload]);
}

/** Reads a head; undefined where the bytes are none. Nothing is checked but the magic. */
export function readHead(head: Buffer): RecordHead | undefined {
  if (head.length < recordHeadBytes || head.readUInt32LE(0) !== magic) return undefined;
  return {
    index: head.readUInt32LE(4),
    noteBytes: head.readUInt32LE(8),
    payloadBytes: head.readUInt32LE(12),
    digest: new Uint8Array(head.subarray(payloadDigestAt, ownDigestAt)),
  };
}

/** Whether a head and its note are what was written. */
export function isWhole(job: string, head: Buffer, note: Uint8Array): boolean {
  return ownDigest(job, head, note).equals(head.subarray(ownDigestAt, recordHeadBytes));
}

/** Whether a payload is the one that a whole head speaks of. */
export function isPayload(
  job: string,
  { index, digest }: Pick<RecordHead, 'index' | 'digest'>,
  payload: Uint8Array,
): boolean {
  return payloadDigest(job, index, payload).equals(digest);
}

function payloadDigest(job: string, index: number, payload: Uint8Array): Buffer {
  const hash = createHash('sha256').update(`payload ${job} ${index}\n`).update(payload);
  return hash.digest().subarray(0, digestBytes);
}

function ownDigest(job: string, head: Uint8Array, note: Uint8Array): Buffer {
  const hash = createHash('sha256')
    .update(`record ${job}\n`)
    .update(head.subarray(0, ownDigestAt))
    .update(note);
  return hash.digest().subarray(0, digestBytes);
}

const chunkSize = 256 * 1024;
const packedHeadBytes = 8;

/**
 * Packs a frame without loss: each row less the one above it, byte by byte, then
 * a deflate that looks for runs alone, on a thread of its own. Painted frames come to 60 to 75 % so; looking for what
 * repeats would take three times as long and save a hundredth.
 *
 * @param stride bytes of one row
 */
export async function packFrame(bytes: Uint8Array, stride: number): Promise<Uint8Array> {
  const rows = new Uint8Array(bytes.length);
  rows.set(bytes.subarray(0, stride));
  for (let i = stride; i < bytes.length; i++) rows[i] = (bytes[i] as number) - (bytes[i - stride] as number);
  const packed = await promisify(deflate)(rows, { level: 1, strategy: constants.Z_RLE, chunkSize });
  const head = Buffer.alloc(packedHeadBytes);
  head.writeUInt32LE(bytes.length, 0);
  head.writeUInt32LE(stride, 4);
  return Buffer.concat([head, packed]);
}

/** The frame that {@link packFrame} packed. Rejects where the bytes are not one. */
export async function unpackFrame(packed: Uint8Array): Promise<Uint8Array> {
  const head = Buffer.from(packed.buffer, packed.byteOffset, packedHeadBytes);
  const length = head.readUInt32LE(0);
  const stride = head.readUInt32LE(4);
  const rows = await promisify(inflate)(packed.subarray(packedHeadBytes), {
    chunkSize,
    maxOutputLength: length,
  });
  if (rows.length !== length) throw new RangeError(`Expected ${length} bytes of a frame, got ${rows.length}`);
  for (let i = stride; i < length; i++) rows[i] = (rows[i] as number) + (rows[i - stride] as number);
  return rows;
}
