import { type FileHandle, open } from 'node:fs/promises';

/** A box within the `moov` box that was read into memory: its content is `from … to`, behind its size and type. */
interface Box {
  readonly from: number;
  readonly to: number;
}

/** From a track to the table of its frames' durations. */
const TIMES = ['mdia', 'minf', 'stbl', 'stts'];

/**
 * Gives the last frame of an MP4 or QuickTime file its duration.
 *
 * A stream of frames with free times says when each begins, but not when the
 * last one ends, and FFmpeg up to 5 writes 0 or one tick then: the frame is
 * hardly seen, or cut off by the edit list. Frames must be stored in the order
 * of their times.
 *
 * @param seconds how long the last frame is to be shown
 */
export async function setLastFrameDuration(path: string, seconds: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const found = await findMoov(file);
    if (!found) return;
    const moov = Buffer.alloc(found.size);
    await file.read(moov, 0, found.size, found.at);
    const roomy = found.free === 8 ? splitLastEntry(moov) : moov;
    if (patch(roomy, seconds)) await file.write(roomy, 0, roomy.length, found.at);
  } finally {
    await file.close();
  }
}

/** Where the `moov` box lies, and the size of the `free` box behind it, or 0. */
async function findMoov(file: FileHandle): Promise<{ at: number; size: number; free: number } | undefined> {
  const head = Buffer.alloc(16);
  for (let at = 0; (await file.read(head, 0, 16, at)).bytesRead >= 8; ) {
    const short = head.readUInt32BE(0);
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (size < 8) return undefined;
    if (head.toString('latin1', 4, 8) === 'moov') {
      await file.read(head, 0, 8, at + size);
      const empty = ['free', 'wide'].includes(head.toString('latin1', 4, 8));
      return { at, size, free: empty ? head.readUInt32BE(0) : 0 };
    }
    at += size;
  }
  return undefined;
}

/** The boxes of one type that lie directly in another. */
function boxesIn(moov: Buffer, { from, to }: Box, type: string): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const size = moov.readUInt32BE(at) || to - at;
    if (size < 8) break;
    if (moov.toString('latin1', at + 4, at + 8) === type) boxes.push({ from: at + 8, to: at + size });
    at += size;
  }
  return boxes;
}

/** The first box at the end of a path of types. */
function boxAt(moov: Buffer, within: Box, ...path: readonly string[]): Box | undefined {
  return path.reduce<Box | undefined>((box, type) => box && boxesIn(moov, box, type)[0], within);
}

/** The whole `moov`, and in it the picture's track. */
function pictureTrack(moov: Buffer): { movie: Box; track: Box } | undefined {
  const movie = { from: 8, to: moov.length };
  const track = boxesIn(moov, movie, 'trak').find((box) => {
    const handler = boxAt(moov, box, 'mdia', 'hdlr');
    return handler && moov.toString('latin1', handler.from + 8, handler.from + 12) === 'vide';
  });
  return track && { movie, track };
}

/**
 * Equal durations share one entry of the table. Where the last frame shares
 * one, it gets its own: the table grows by the eight bytes of the empty box that
 * FFmpeg leaves between `moov` and the frames, and nothing else moves.
 */
function splitLastEntry(moov: Buffer): Buffer {
  const { movie, track } = pictureTrack(moov) ?? {};
  const times = track && boxAt(moov, track, ...TIMES);
  if (!movie || !times) return moov;
  const entries = moov.readUInt32BE(times.from + 4);
  const lastEntry = times.from + 8 * entries;
  const count = entries > 0 ? moov.readUInt32BE(lastEntry) : 0;
  if (count < 2) return moov;
  const own = Buffer.from(moov.subarray(lastEntry, lastEntry + 8));
  own.writeUInt32BE(1, 0);
  moov.writeUInt32BE(count - 1, lastEntry);
  moov.writeUInt32BE(entries + 1, times.from + 4);
  const around = TIMES.map((_, i) => boxAt(moov, track, ...TIMES.slice(0, i + 1)) as Box);
  for (const { from } of [movie, track, ...around])
    moov.writeUInt32BE(moov.readUInt32BE(from - 8) + 8, from - 8);
  return Buffer.concat([moov.subarray(0, lastEntry + 8), own, moov.subarray(lastEntry + 8)]);
}

function patch(moov: Buffer, seconds: number): boolean {
  const { movie, track } = pictureTrack(moov) ?? {};
  if (!movie || !track) return false;
  const movieHeader = boxAt(moov, movie, 'mvhd');
  const [header, media, times, edits] = [['tkhd'], ['mdia', 'mdhd'], TIMES, ['edts', 'elst']].map((path) =>
    boxAt(moov, track, ...path),
  );
  if (!movieHeader || !header || !media || !times) return false;
  const entries = moov.readUInt32BE(times.from + 4);
  const lastEntry = times.from + 8 * entries; // 4 bytes of flags, 4 of count, 8 an entry
  if (entries === 0 || moov.readUInt32BE(lastEntry) !== 1) return false;
  const scale = timescale(moov, media);
  moov.writeUInt32BE(Math.max(1, Math.round(seconds * scale)), lastEntry + 4);
  let length = 0; // of all frames, in the track's own units
  for (let at = times.from + 8; at < times.to; at += 8)
    length += moov.readUInt32BE(at) * moov.readUInt32BE(at + 4);
  writeDuration(moov, durationOf(moov, media, 16, 24), length);
  const toMovie = timescale(moov, movieHeader) / scale;
  const shown = edits ? setLastEdit(moov, edits, length, toMovie) : Math.round(length * toMovie);
  writeDuration(moov, durationOf(moov, header, 20, 28), shown);
  const whole = durationOf(moov, movieHeader, 16, 24);
  writeDuration(moov, whole, Math.max(shown, readDuration(moov, whole)));
  return true;
}

/** Lets the last edit show the track to its end. Returns how long all edits take together, in the movie's units. */
function setLastEdit(moov: Buffer, list: Box, length: number, toMovie: number): number {
  const wide = moov[list.from] === 1;
  const count = moov.readUInt32BE(list.from + 4);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const at = list.from + 8 + (wide ? 20 : 12) * i;
    const begin = wide ? Number(moov.readBigInt64BE(at + 8)) : moov.readInt32BE(at + 4);
    if (i === count - 1 && begin >= 0)
      writeDuration(moov, { at, wide }, Math.round((length - begin) * toMovie));
    sum += readDuration(moov, { at, wide });
  }
  return sum;
}

/** Where a duration stands: version 1 of a box has 64-bit times. */
interface Duration {
  readonly at: number;
  readonly wide: boolean;
}

function durationOf(moov: Buffer, { from }: Box, narrow: number, wide: number): Duration {
  return moov[from] === 1 ? { at: from + wide, wide: true } : { at: from + narrow, wide: false };
}

function timescale(moov: Buffer, { from }: Box): number {
  return moov.readUInt32BE(from + (moov[from] === 1 ? 20 : 12));
}

function readDuration(moov: Buffer, { at, wide }: Duration): number {
  return wide ? Number(moov.readBigUInt64BE(at)) : moov.readUInt32BE(at);
}

function writeDuration(moov: Buffer, { at, wide }: Duration, value: number): void {
  if (wide) moov.writeBigUInt64BE(BigInt(value), at);
  else moov.writeUInt32BE(value, at);
}
