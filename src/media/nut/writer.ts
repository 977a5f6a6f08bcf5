import type { Rational } from '../info.js';
import { crc32, encodeBytes, encodeV, FILE_ID, FLAG, START_CODE } from './format.js';

/** What a NUT stream of raw frames, rgb24 or rgba, is like. */
export interface NutStream {
  readonly width: number;
  readonly height: number;
  /** Seconds of one tick of the frames' times. */
  readonly timeBase: Rational;
  /** Frames are rgba. Default: rgb24. */
  readonly alpha?: boolean;
}

/** Times are written in full, which is told by adding 2 to this power. */
const PTS_SHIFT = 7;

/** The bytes before the first frame. */
export function nutHeader({ width, height, timeBase, alpha = false }: NutStream): Buffer {
  const main = [
    ...[3, 1, 65536].flatMap(encodeV), // version, streams, largest distance of syncpoints
    ...[1, timeBase.num, timeBase.den].flatMap(encodeV),
    ...frameCodes(1, FLAG.invalid),
    ...frameCodes(1, FLAG.key | FLAG.codedPts | FLAG.sizeMsb | FLAG.checksum),
    ...frameCodes(253, FLAG.invalid), // 256 codes less the two above and the one of `N`
    ...encodeV(0), // no elided headers: left out, FFmpeg refuses every frame
  ];
  const stream = [
    ...[0, 0].flatMap(encodeV), // its number, its class: video
    ...encodeBytes(Buffer.from(alpha ? 'RGBA' : 'RGB\x18', 'latin1')),
    ...[0, PTS_SHIFT, 0, 0, 0].flatMap(encodeV), // time base, pts shift, pts distance, delay, flags
    ...encodeBytes(new Uint8Array(0)),
    ...[width, height, 1, 1, 0].flatMap(encodeV),
  ];
  return Buffer.concat([FILE_ID, packet(START_CODE.main, main), packet(START_CODE.stream, stream)]);
}

/** The bytes before a frame's own: a syncpoint, which sets the clock, and the frame header. */
export function nutFrameHeader(ticks: number, size: number): Buffer {
  const header = Buffer.from([1, ...encodeV(ticks + 2 ** PTS_SHIFT), ...encodeV(size)]);
  return Buffer.concat([packet(START_CODE.syncpoint, [...encodeV(ticks), 0]), header, checksum(header)]);
}

/** `count` entries of the table of frame codes: flags, then six fields with the defaults. */
function frameCodes(count: number, flags: number): number[] {
  const [ptsDelta, sizeMul, streamId, sizeLsb, reserved] = [0, 1, 0, 0, 0];
  return [flags, 6, ptsDelta, sizeMul, streamId, sizeLsb, reserved, count].flatMap(encodeV);
}

function packet(startCode: bigint, content: readonly number[]): Buffer {
  const start = Buffer.alloc(8);
  start.writeBigUInt64BE(startCode);
  const body = Buffer.from(content);
  return Buffer.concat([start, Buffer.from(encodeV(body.length + 4)), body, checksum(body)]);
}

function checksum(bytes: Uint8Array): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(crc32(bytes));
  return out;
}
