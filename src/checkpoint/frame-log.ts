import { constants, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { WorkError } from '../errors.js';
import {
  encodeRecord,
  isPayload,
  isWhole,
  type RecordHead,
  readHead,
  recordHeadBytes,
} from './frame-record.js';

/** A whole record of a log. */
interface LoggedFrame extends RecordHead {
  readonly note: unknown;
  /** Of the record, in bytes from the beginning of the file. */
  readonly end: number;
}

/** What lies in a log. */
interface Found {
  /** The records from the first on that are whole, their payloads not looked at. */
  readonly records: LoggedFrame[];
  /** Something follows them that is not merely a record broken off. */
  readonly damaged: boolean;
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
  readonly #records: LoggedFrame[];
  #damaged: boolean;
  #length: number;

  private constructor(path: string, job: string, file: FileHandle, found: Found, length: number) {
    this.#path = path;
    this.#job = job;
    this.#file = file;
    this.#records = found.records;
    this.#damaged = found.damaged;
    this.#length = length;
  }

  /**
   * Opens a log, or begins one. Memory: the notes, and some 200 bytes a frame.
   *
   * @param job what all of the job's files are tied to; other jobs' records count as damaged
   * @param options `readOnly`: the file must be there and is not written to
   */
  static async open(
    path: string,
    job: string,
    { readOnly = false }: { readonly readOnly?: boolean } = {},
  ): Promise<FrameLog> {
    // Created where it is missing, but not emptied.
    const file = await open(path, readOnly ? 'r' : constants.O_RDWR | constants.O_CREAT);
    try {
      const { size } = await file.stat();
      const found = findRecords(file, size, job);
      const log = new FrameLog(path, job, file, found, size);
      // All but the last were flushed before the next one was begun.
      const last = found.records.length - 1;
      if (last >= 0 && (await log.#readPayload(last)) === undefined) {
        log.#records.pop();
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
    return this.#records.length;
  }

  /** Whether something follows them that was once a frame, or was written by nobody. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Forgets the frames from `count` on: the next `append` writes over them. */
  drop(count: number): void {
    this.#records.length = Math.min(count, this.#records.length);
  }

  /** Adds a frame; it is on the disk when this resolves. One call at a time. */
  async append(note: unknown, payload: Uint8Array): Promise<void> {
    const at = this.#records.at(-1)?.end ?? 0;
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
    this.#records.push({ ...(readHead(record) as RecordHead), note, end: at + record.length });
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
    return this.#records.map(({ note }) => note);
  }

  /**
   * The payload of a frame.
   *
   * @throws WorkError where it is not what was written
   */
  async read(index: number): Promise<Uint8Array> {
    const payload = await this.#readPayload(index);
    if (payload) return payload;
    throw new WorkError(`Frame ${index} in \`${this.#path}\` is damaged: start over with \`--restart\``);
  }

  /** Undefined where it does not match its digest. */
  async #readPayload(index: number): Promise<Uint8Array | undefined> {
    const record = this.#records[index];
    if (!record) throw new RangeError(`Expected a frame below ${this.count}, got ${index}`);
    const payload = Buffer.alloc(record.payloadBytes);
    const { bytesRead } = await this.#file.read(payload, 0, payload.length, record.end - payload.length);
    return bytesRead === payload.length && isPayload(this.#job, record, payload) ? payload : undefined;
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
    return findRecords(file, (await file.stat()).size, job).records.length;
  } finally {
    await file.close();
  }
}

/**
 * The records whose heads and notes are whole, up to the first that is not.
 * Read without giving way: hours of film are a hundred thousand reads, each
 * much shorter than the way through the event loop, before anything else goes on.
 */
function findRecords({ fd }: FileHandle, size: number, job: string): Found {
  const records: LoggedFrame[] = [];
  const read = (length: number, at: number): Buffer => {
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, at);
    return bytes;
  };
  for (let at = 0; at < size; ) {
    const noteAt = at + recordHeadBytes;
    if (noteAt > size) return { records, damaged: false };
    const bytes = read(recordHeadBytes, at);
    const head = readHead(bytes);
    if (head?.index !== records.length) return { records, damaged: true };
    const end = noteAt + head.noteBytes + head.payloadBytes;
    if (end > size) return { records, damaged: false };
    const note = read(head.noteBytes, noteAt);
    if (!isWhole(job, bytes, note)) return { records, damaged: true };
    records.push({ ...head, note: JSON.parse(note.toString()) as unknown, end });
    at = end;
  }
  return { records, damaged: false };
}
