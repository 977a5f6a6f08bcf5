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
 * of their times. A last frame that lasts as long as the one before is left alone.
 *
 * @param seconds how long the last frame is to be shown
 */
export async function setLastFrameDuration(path: string, seconds: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const place = await findMoov(file);
    if (!place) return;
    const moov = Buffer.alloc(place.size);
    await file.read(moov, 0, place.size, place.at);
    if (patch(moov, seconds)) await file.write(moov, 0, place.size, place.at);
  } finally {
    await file.close();
  }
}

async function findMoov(file: FileHandle): Promise<{ at: number; size: number } | undefined> {
  const head = Buffer.alloc(16);
  for (let at = 0; (await file.read(head, 0, 16, at)).bytesRead >= 8; ) {
    const short = head.readUInt32BE(0);
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (size < 8) return undefined;
    if (head.toString('latin1', 4, 8) === 'moov') return { at, size };
    at += size;
  }
  return undefined;
}

function patch(moov: Buffer, seconds: number): boolean {
  const boxes = parse(moov, 0, moov.length);
  const track = all(boxes, 'trak').find((box) =>
    all(box.children, 'hdlr').some(({ from }) => moov.toString('latin1', from + 8, from + 12) === 'vide'),
  );
  if (!track) return false;
  const [movie, header, media, times] = [
    all(boxes, 'mvhd')[0],
    ...['tkhd', 'mdhd', 'stts'].map((type) => all(track.children, type)[0]),
  ];
  if (!movie || !header || !media || !times) return false;
  const entries = moov.readUInt32BE(times.from + 4);
  const lastEntry = times.from + 8 * entries; // 4 bytes of flags, 4 of count, 8 an entry
  if (entries === 0 || moov.readUInt32BE(lastEntry) !== 1 || moov.readUInt32BE(lastEntry + 4) > 1)
    return false;
  const scale = timescale(moov, media);
  const added = Math.max(1, Math.round(seconds * scale));
  moov.writeUInt32BE(added, lastEntry + 4);
  addDuration(moov, field(moov, media, 16, 24), added);
  const inMovie = Math.round((added * timescale(moov, movie)) / scale);
  const end = addDuration(moov, field(moov, header, 20, 28), inMovie);
  for (const list of all(track.children, 'elst')) extendLastEdit(moov, list, inMovie);
  const whole = field(moov, movie, 16, 24);
  addDuration(moov, whole, Math.max(0, end - readDuration(moov, whole)));
  return true;
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

function addDuration(bytes: Buffer, place: Field, added: number): number {
  const sum = readDuration(bytes, place) + added;
  if (place.wide) bytes.writeBigUInt64BE(BigInt(sum), place.at);
  else bytes.writeUInt32BE(sum, place.at);
  return sum;
}

function extendLastEdit(bytes: Buffer, list: Box, added: number): void {
  const wide = bytes[list.from] === 1;
  const count = bytes.readUInt32BE(list.from + 4);
  if (count > 0) addDuration(bytes, { at: list.from + 8 + (wide ? 20 : 12) * (count - 1), wide }, added);
}
