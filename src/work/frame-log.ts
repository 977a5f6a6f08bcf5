import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { WorkError } from '../errors.js';

const magic = 0x4674_736e; // `nstF`, read as a little-endian number
const headBytes = 20;
const digestBytes = 8;

interface Place {
  /** Of the note, in bytes from the beginning of the file. */
  readonly at: number;
  readonly noteBytes: number;
  readonly payloadBytes: number;
}

/**
 * A file of records, one a frame, in order. A record is a head (magic, two
 * lengths, the beginning of a SHA-256 of all the rest), a note in JSON and the
 * frame. It is flushed before `append` resolves; what a crash leaves of an
 * unfinished one is cut off when the log is opened the next time.
 */
export class FrameLog implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #places: Place[];
  #end: number;

  private constructor(path: string, file: FileHandle, places: Place[], end: number) {
    this.#path = path;
    this.#file = file;
    this.#places = places;
    this.#end = end;
  }

  /** Opens a log, or begins one. Memory: some 50 bytes a frame. */
  static async open(path: string): Promise<FrameLog> {
    const file = await open(path, 'a+').then(async (made) => {
      await made.close();
      return open(path, 'r+');
    });
    try {
      const { size } = await file.stat();
      const places = findRecords(file, size);
      const log = new FrameLog(path, file, places, 0);
      // All but the last were flushed before the next one was begun.
      const last = places.length - 1;
      if (last >= 0 && (await log.#readRecord(last)) === undefined) places.pop();
      const newest = places.at(-1);
      log.#end = newest ? newest.at + newest.noteBytes + newest.payloadBytes : 0;
      if (log.#end < size) await file.truncate(log.#end);
      return log;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Complete frames. */
  get count(): number {
    return this.#places.length;
  }

  /** Adds a frame; it is on the disk when this resolves. One call at a time. */
  async append(note: unknown, payload: Uint8Array): Promise<void> {
    const text = Buffer.from(JSON.stringify(note));
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(magic, 0);
    head.writeUInt32LE(text.length, 4);
    head.writeUInt32LE(payload.length, 8);
    digest(head, text, payload).copy(head, 12);
    const record = Buffer.concat([head, text, payload]);
    let written = 0;
    while (written < record.length) {
      const { bytesWritten } = await this.#file.write(
        record,
        written,
        record.length - written,
        this.#end + written,
      );
      written += bytesWritten;
    }
    await this.#file.datasync();
    this.#places.push({ at: this.#end + headBytes, noteBytes: text.length, payloadBytes: payload.length });
    this.#end += record.length;
  }

  /** The note of every complete frame, in order. */
  notes(): unknown[] {
    return this.#places.map(({ at, noteBytes }) => {
      const bytes = Buffer.alloc(noteBytes);
      readSync(this.#file.fd, bytes, 0, noteBytes, at);
      return JSON.parse(bytes.toString()) as unknown;
    });
  }

  /**
   * The payload of a complete frame.
   *
   * @throws WorkError where it is no longer what was written
   */
  async read(index: number): Promise<Uint8Array> {
    const payload = await this.#readRecord(index);
    if (payload) return payload;
    throw new WorkError(`Frame ${index} in \`${this.#path}\` is damaged: begin anew with \`--restart\``);
  }

  /** Undefined where it does not match its digest. */
  async #readRecord(index: number): Promise<Uint8Array | undefined> {
    const place = this.#places[index];
    if (!place) throw new RangeError(`Expected a frame below ${this.count}, got ${index}`);
    const { at, noteBytes, payloadBytes } = place;
    const record = Buffer.alloc(headBytes + noteBytes + payloadBytes);
    await this.#file.read(record, 0, record.length, at - headBytes);
    const head = record.subarray(0, headBytes);
    const note = record.subarray(headBytes, headBytes + noteBytes);
    const payload = record.subarray(headBytes + noteBytes);
    return digest(head, note, payload).equals(head.subarray(12)) ? payload : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** Complete frames in a log, which may be growing; 0 where there is none. Changes nothing. */
export async function countFrames(path: string): Promise<number> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return 0;
  try {
    return findRecords(file, (await file.stat()).size).length;
  } finally {
    await file.close();
  }
}

/**
 * The records whose heads and lengths hold together; the last may still be damaged.
 * Read without giving way: hours of film are a hundred thousand reads, each
 * much shorter than the way through the event loop, before anything else goes on.
 */
function findRecords({ fd }: FileHandle, size: number): Place[] {
  const places: Place[] = [];
  const head = Buffer.alloc(headBytes);
  for (let at = 0; at + headBytes <= size; ) {
    readSync(fd, head, 0, headBytes, at);
    const noteBytes = head.readUInt32LE(4);
    const payloadBytes = head.readUInt32LE(8);
    const end = at + headBytes + noteBytes + payloadBytes;
    if (head.readUInt32LE(0) !== magic || end > size) break;
    places.push({ at: at + headBytes, noteBytes, payloadBytes });
    at = end;
  }
  return places;
}

function digest(head: Uint8Array, note: Uint8Array, payload: Uint8Array): Buffer {
  const hash = createHash('sha256').update(head.subarray(0, 12)).update(note).update(payload);
  return hash.digest().subarray(0, digestBytes);
}
