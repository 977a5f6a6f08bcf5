import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { WorkError } from '../errors.js';
import { encodeRecord, hasPayload, isWhole, readHead, recordHeadBytes } from './frame-record.js';

interface Place {
  /** Of the record, in bytes from the beginning of the file. */
  readonly at: number;
  readonly noteBytes: number;
  readonly payloadBytes: number;
}

/** What lies in a log. */
interface Found {
  /** The records from the first on that are whole, their payloads not looked at. */
  readonly places: Place[];
  /** Something follows them that is not merely a record broken off. */
  readonly damaged: boolean;
}

/** Settings of {@link FrameLog.open}. */
export interface FrameLogOptions {
  /** Only looks: the file must be there and is not written to. */
  readonly readOnly?: boolean;
}

/**
 * A file of records, one a frame, in order (`encodeRecord`). Each is flushed
 * before `append` resolves. Opening changes nothing on the disk: what follows
 * the whole records is cut off when the next one is added.
 */
export class FrameLog implements AsyncDisposable {
  readonly #path: string;
  readonly #job: string;
  readonly #file: FileHandle;
  readonly #places: Place[];
  #damaged: boolean;
  #length: number;

  private constructor(
    path: string,
    job: string,
    file: FileHandle,
    { places, damaged }: Found,
    length: number,
  ) {
    this.#path = path;
    this.#job = job;
    this.#file = file;
    this.#places = places;
    this.#damaged = damaged;
    this.#length = length;
  }

  /**
   * Opens a log, or begins one. Memory: some 50 bytes a frame.
   *
   * @param job what all of the job's files are tied to; other jobs' records count as damaged
   */
  static async open(
    path: string,
    job: string,
    { readOnly = false }: FrameLogOptions = {},
  ): Promise<FrameLog> {
    if (!readOnly) await (await open(path, 'a')).close(); // `r+` does not create
    const file = await open(path, readOnly ? 'r' : 'r+');
    try {
      const { size } = await file.stat();
      const found = findRecords(file, size, job);
      const log = new FrameLog(path, job, file, found, size);
      // All but the last were flushed before the next one was begun.
      const last = found.places.length - 1;
      if (last >= 0 && (await log.#readPayload(last)) === undefined) {
        log.#places.pop();
        log.#damaged = true;
      }
      return log;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Whole frames, from the first on. */
  get count(): number {
    return this.#places.length;
  }

  /** Whether something follows them that was once a frame, or was written by nobody. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Forgets the frames from `count` on: the next `append` writes over them. */
  drop(count: number): void {
    this.#places.length = Math.min(count, this.#places.length);
  }

  /** Adds a frame; it is on the disk when this resolves. One call at a time. */
  async append(note: unknown, payload: Uint8Array): Promise<void> {
    const newest = this.#places.at(-1);
    const at = newest ? endOf(newest) : 0;
    if (this.#length > at) await this.#file.truncate(at);
    this.#length = at;
    const text = Buffer.from(JSON.stringify(note));
    const record = encodeRecord(this.#job, this.count, text, payload);
    let written = 0;
    while (written < record.length) {
      const position = at + written;
      const { bytesWritten } = await this.#file.write(record, written, record.length - written, position);
      written += bytesWritten;
      this.#length += bytesWritten;
    }
    await this.#file.datasync();
    this.#places.push({ at, noteBytes: text.length, payloadBytes: payload.length });
    this.#damaged = false;
  }

  /** Reads all frames: how many there are before the first whose bytes have changed. */
  async countWhole(): Promise<number> {
    for (let index = 0; index < this.count; index++) {
      if ((await this.#readPayload(index)) === undefined) return index;
    }
    return this.count;
  }

  /** The note of every whole frame, in order. */
  notes(): unknown[] {
    return this.#places.map((place, index) => {
      const { head, note } = readPlace(this.#file, place);
      if (!isWhole(this.#job, head, note)) throw this.#damage(index);
      return JSON.parse(note.toString()) as unknown;
    });
  }

  /**
   * The payload of a frame.
   *
   * @throws WorkError where it is not what was written
   */
  async read(index: number): Promise<Uint8Array> {
    const payload = await this.#readPayload(index);
    if (payload) return payload;
    throw this.#damage(index);
  }

  /** Undefined where it does not match its digest. */
  async #readPayload(index: number): Promise<Uint8Array | undefined> {
    const place = this.#places[index];
    if (!place) throw new RangeError(`Expected a frame below ${this.count}, got ${index}`);
    const { head, note } = readPlace(this.#file, place);
    const payload = Buffer.alloc(place.payloadBytes);
    const { bytesRead } = await this.#file.read(payload, 0, payload.length, endOf(place) - payload.length);
    const whole = bytesRead === payload.length && isWhole(this.#job, head, note);
    return whole && readHead(head)?.index === index && hasPayload(this.#job, head, payload)
      ? payload
      : undefined;
  }

  #damage(index: number): WorkError {
    return new WorkError(`Frame ${index} in \`${this.#path}\` is damaged: start over with \`--restart\``);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** Whole frames in a job's log, which may be growing; 0 where there is none. Changes nothing. */
export async function countFrames(path: string, job: string): Promise<number> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return 0;
  try {
    return findRecords(file, (await file.stat()).size, job).places.length;
  } finally {
    await file.close();
  }
}

/**
 * The records whose heads and notes are whole, up to the first that is not.
 * Read without giving way: hours of film are a hundred thousand reads, each
 * much shorter than the way through the event loop, before anything else goes on.
 */
function findRecords(file: FileHandle, size: number, job: string): Found {
  const places: Place[] = [];
  const head = Buffer.alloc(recordHeadBytes);
  for (let at = 0; at < size; ) {
    if (at + recordHeadBytes > size) return { places, damaged: false };
    readSync(file.fd, head, 0, recordHeadBytes, at);
    const said = readHead(head);
    if (said?.index !== places.length) return { places, damaged: true };
    const place = { at, noteBytes: said.noteBytes, payloadBytes: said.payloadBytes };
    if (endOf(place) > size) return { places, damaged: false };
    if (!isWhole(job, head, readPlace(file, place).note)) return { places, damaged: true };
    places.push(place);
    at = endOf(place);
  }
  return { places, damaged: false };
}

function readPlace({ fd }: FileHandle, { at, noteBytes }: Place): { head: Buffer; note: Buffer } {
  const bytes = Buffer.alloc(recordHeadBytes + noteBytes);
  readSync(fd, bytes, 0, bytes.length, at);
  return { head: bytes.subarray(0, recordHeadBytes), note: bytes.subarray(recordHeadBytes) };
}

function endOf({ at, noteBytes, payloadBytes }: Place): number {
  return at + recordHeadBytes + noteBytes + payloadBytes;
}
