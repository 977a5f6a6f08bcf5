import { FfmpegError } from '../../errors.js';
import type { Rational } from '../info.js';
import { ByteReader } from './byte-reader.js';
import { FILE_ID, FLAG, START_CODE, unzigzag } from './format.js';

/** One frame of a NUT stream. */
export interface NutFrame {
  /** Its time, in ticks of `timeBase`. */
  readonly ticks: number;
  readonly timeBase: Rational;
  /** The reader's no longer. */
  readonly bytes: Uint8Array;
}

interface FrameCode {
  readonly flags: number;
  readonly ptsDelta: number;
  readonly sizeMul: number;
  readonly sizeLsb: number;
  readonly reserved: number;
  readonly headerIndex: number;
}

/** State that headers set and frames use. There is one stream. */
interface NutState {
  timeBases: Rational[];
  codes: FrameCode[];
  elided: Uint8Array[];
  timeBase: Rational;
  ptsShift: number;
  lastTicks: number;
}

/**
 * Reads the frames of a NUT stream with one raw video stream, as FFmpeg writes
 * it to a pipe. Holds one frame at a time.
 *
 * @throws {FfmpegError} where the bytes are not NUT.
 */
export async function* readNut(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<NutFrame, void, void> {
  const reader = new ByteReader(chunks);
  if (await reader.atEnd()) return;
  const id = await reader.take(FILE_ID.length);
  if (!FILE_ID.equals(id)) throw new FfmpegError('FFmpeg did not produce the expected NUT stream');
  const state: NutState = {
    timeBases: [],
    codes: [],
    elided: [new Uint8Array(0)],
    timeBase: { num: 1, den: 1 },
    ptsShift: 0,
    lastTicks: 0,
  };
  while (!(await reader.atEnd())) {
    const code = await reader.byte();
    if (code === 0x4e) await readPacket(reader, state);
    else yield await readFrame(reader, state, code);
  }
}

async function readPacket(reader: ByteReader, state: NutState): Promise<void> {
  const rest = Buffer.from(await reader.take(7));
  const startCode = (0x4en << 56n) | (BigInt(rest.readUIntBE(0, 3)) << 32n) | BigInt(rest.readUInt32BE(3));
  const length = await reader.v();
  if (length > 4096) await reader.take(4);
  const body = new ByteReader([await reader.take(length - 4)]);
  await reader.take(4);
  if (startCode === START_CODE.main) await readMain(body, state);
  else if (startCode === START_CODE.stream) await readStream(body, state);
  else if (startCode === START_CODE.syncpoint) {
    const value = await body.v();
    const from = state.timeBases[value % state.timeBases.length] as Rational;
    const seconds = (Math.floor(value / state.timeBases.length) * from.num) / from.den;
    state.lastTicks = Math.floor((seconds * state.timeBase.den) / state.timeBase.num + 1e-6);
  }
}

async function readMain(body: ByteReader, state: NutState): Promise<void> {
  await body.skip(3); // version, streams, largest distance of syncpoints
  state.timeBases = [];
  for (let left = await body.v(); left > 0; left--)
    state.timeBases.push({ num: await body.v(), den: await body.v() });
  let [ptsDelta, sizeMul, headerIndex] = [0, 1, 0];
  state.codes = [];
  while (state.codes.length < 256) {
    const flags = await body.v();
    const fields = await body.v();
    if (fields > 0) ptsDelta = unzigzag(await body.v());
    if (fields > 1) sizeMul = await body.v();
    if (fields > 2) await body.v(); // stream
    const sizeLsb = fields > 3 ? await body.v() : 0;
    const reserved = fields > 4 ? await body.v() : 0;
    const count = fields > 5 ? await body.v() : sizeMul - sizeLsb;
    if (fields > 6) await body.v(); // match
    if (fields > 7) headerIndex = await body.v();
    await body.skip(fields - 8);
    for (let j = 0; j < count; ) {
      const invalid = state.codes.length === 0x4e;
      state.codes.push({
        flags: invalid ? FLAG.invalid : flags,
        ptsDelta,
        sizeMul,
        sizeLsb: sizeLsb + j,
        reserved,
        headerIndex,
      });
      if (!invalid) j++;
    }
  }
  state.elided = [new Uint8Array(0)];
  if (await body.atEnd()) return;
  for (let left = await body.v(); left > 0; left--) state.elided.push(await body.take(await body.v()));
}

async function readStream(body: ByteReader, state: NutState): Promise<void> {
  await body.skip(2); // its number, its class
  await body.take(await body.v()); // codec
  state.timeBase = state.timeBases[await body.v()] as Rational;
  state.ptsShift = await body.v();
}

async function readFrame(reader: ByteReader, state: NutState, code: number): Promise<NutFrame> {
  const entry = state.codes[code];
  let flags = entry?.flags ?? FLAG.invalid;
  if (!entry || flags & FLAG.invalid) throw new FfmpegError('FFmpeg produced a damaged NUT stream');
  if (flags & FLAG.coded) flags ^= await reader.v();
  if (flags & FLAG.streamId) await reader.v();
  state.lastTicks =
    flags & FLAG.codedPts ? fullTicks(await reader.v(), state) : state.lastTicks + entry.ptsDelta;
  let size = entry.sizeLsb;
  if (flags & FLAG.sizeMsb) size += entry.sizeMul * (await reader.v());
  if (flags & FLAG.matchTime) await reader.v();
  const headerIndex = flags & FLAG.headerIndex ? await reader.v() : entry.headerIndex;
  await reader.skip(flags & FLAG.reserved ? await reader.v() : entry.reserved);
  if (flags & FLAG.checksum) await reader.take(4);
  const prefix = state.elided[size > 4096 ? 0 : headerIndex] ?? new Uint8Array(0);
  const payload = await reader.take(size - prefix.length);
  const bytes = prefix.length > 0 ? Buffer.concat([prefix, payload]) : payload;
  return { ticks: state.lastTicks, timeBase: state.timeBase, bytes };
}

/** A time is coded in full, or as its lowest bits, which mean the value nearest to the last one. */
function fullTicks(coded: number, { ptsShift, lastTicks }: NutState): number {
  const span = 2 ** ptsShift;
  if (coded >= span) return coded - span;
  const lowest = lastTicks - Math.floor((span - 1) / 2);
  return lowest + ((((coded - lowest) % span) + span) % span);
}
