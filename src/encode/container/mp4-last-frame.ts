import { type FileHandle, open } from 'node:fs/promises';

/** Boxes on the way to those that hold durations. */
const FOLDERS = new Set(['moov', 'trak', 'edts', 'mdia', 'minf', 'stbl']);

/** A box within the `moov` box that was read into memory: its content is `from … to`. */
interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly Box[];
}

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

/** The picture's track within a parsed `moov`. */
function pictureTrack(moov: Buffer, boxes: readonly Box[]): Box | undefined {
  return all(boxes, 'trak').find((box) =>
    all(box.children, 'hdlr').some(({ from }) => moov.toString('latin1', from + 8, from + 12) === 'vide'),
  );
}

/**
 * Equal durations share one entry of the table. Where the last frame shares
 * one, it gets its own: the table grows by the eight bytes of the empty box that
 * FFmpeg leaves between `moov` and the frames, and nothing else moves.
 */
function splitLastEntry(moov: Buffer): Buffer {
  const boxes = parse(moov, 0, moov.length);
  const track = pictureTrack(moov, boxes);
  const times = track && all(track.children, 'stts')[0];
  if (!track || !times) return moov;
  const entries = moov.readUInt32BE(times.from + 4);
  const lastEntry = times.from + 8 * entries;
  const count = entries > 0 ? moov.readUInt32BE(lastEntry) : 0;
  if (count < 2) return moov;
  const own = Buffer.from(moov.subarray(lastEntry, lastEntry + 8));
  own.writeUInt32BE(1, 0);
  moov.writeUInt32BE(count - 1, lastEntry);
  moov.writeUInt32BE(entries + 1, times.from + 4);
  const around = ['mdia', 'minf', 'stbl', 'stts'].map((type) => all(track.children, type)[0] as Box);
  for (const { from } of [boxes[0] as Box, track, ...around]) {
    moov.writeUInt32BE(moov.readUInt32BE(from - 8) + 8, from - 8);
  }
  return Buffer.concat([moov.subarray(0, lastEntry + 8), own, moov.subarray(lastEntry + 8)]);
}

function patch(moov: Buffer, seconds: number): boolean {
  const boxes = parse(moov, 0, moov.length);
  const track = pictureTrack(moov, boxes);
  if (!track) return false;
  const [movie, header, media, times] = [
    all(boxes, 'mvhd')[0],
    ...['tkhd', 'mdhd', 'stts'].map((type) => all(track.children, type)[0]),
  ];
  if (!movie || !header || !media || !times) return false;
  const entries = moov.readUInt32BE(times.from + 4);
  const lastEntry = times.from + 8 * entries; // 4 bytes of flags, 4 of count, 8 an entry
  if (entries === 0 || moov.readUInt32BE(lastEntry) !== 1) return false;
  const scale = timescale(moov, media);
  moov.writeUInt32BE(Math.max(1, Math.round(seconds * scale)), lastEntry + 4);
  const length = sumOfDurations(moov, times);
  writeDuration(moov, field(moov, media, 16, 24), length);
  const toMovie = timescale(moov, movie) / scale;
  const lists = all(track.children, 'elst').map((list) => setLastEdit(moov, list, length, toMovie));
  const shown = lists[0] ?? Math.round(length * toMovie);
  writeDuration(moov, field(moov, header, 20, 28), shown);
  const whole = field(moov, movie, 16, 24);
  writeDuration(moov, whole, Math.max(shown, readDuration(moov, whole)));
  return true;
}

/** All frames' durations together, in the track's own units. */
function sumOfDurations(moov: Buffer, times: Box): number {
  let sum = 0;
  for (let at = times.from + 8; at < times.to; at += 8)
    sum += moov.readUInt32BE(at) * moov.readUInt32BE(at + 4);
  return sum;
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

function parse(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const size = bytes.readUInt32BE(at) || to - at;
    if (size < 8) break;
    const type = bytes.toString('latin1', at + 4, at + 8);
    const children = FOLDERS.has(type) ? parse(bytes, at + 8, at + size) : [];
    boxes.push({ type, from: at + 8, to: at + size, children });
    at += size;
  }
  return boxes;
}

function all(boxes: readonly Box[], type: string): Box[] {
  return boxes.flatMap((box) => [...(box.type === type ? [box] : []), ...all(box.children, type)]);
}

interface Field {
  readonly at: number;
  readonly wide: boolean;
}

/** A duration's place: version 1 of a box has 64-bit times. */
function field(bytes: Buffer, box: Box, narrow: number, wide: number): Field {
  const isWide = bytes[box.from] === 1;
  return { at: box.from + (isWide ? wide : narrow), wide: isWide };
}

function timescale(bytes: Buffer, box: Box): number {
  return bytes.readUInt32BE(box.from + (bytes[box.from] === 1 ? 20 : 12));
}

function readDuration(bytes: Buffer, { at, wide }: Field): number {
  return wide ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at);
}

function writeDuration(bytes: Buffer, { at, wide }: Field, value: number): void {
  if (wide) bytes.writeBigUInt64BE(BigInt(value), at);
  else bytes.writeUInt32BE(value, at);
}
