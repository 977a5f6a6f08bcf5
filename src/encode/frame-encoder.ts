import { FfmpegError, OutputError } from '../errors.js';
import type { FfmpegProcess } from '../media/ffmpeg.js';
import { ffprobeRecords } from '../media/ffprobe.js';
import type { PendingFile } from './output-file.js';

/** What has been written. */
export interface EncodeResult {
  readonly path: string;
  /** Sentences worth telling the user. */
  readonly notices: readonly string[];
}

/** Takes frames one after the other and makes a clip of them. */
export interface FrameEncoder extends AsyncDisposable {
  /** What is already known to be worth telling the user. */
  readonly notices: readonly string[];
  /**
   * Writes the next frame: `3·width·height` bytes of full-range R'G'B'. Resolves
   * when there is room for another, rejects once encoding has failed. The bytes
   * must not change afterwards.
   */
  write(rgb24: Uint8Array): Promise<void>;
  /** Ends the clip, checks that every frame is in it, and puts it in its place. */
  finish(): Promise<EncodeResult>;
}

/** What a {@link FrameEncoder} is made of. */
export interface EncoderParts {
  readonly ffmpeg: FfmpegProcess;
  readonly file: PendingFile;
  readonly notices: readonly string[];
  /** How many frames are to come. */
  readonly expected: number;
  /** What FFmpeg reads for the n-th frame. */
  frame(rgb24: Uint8Array, n: number): readonly Uint8Array[];
  /** Last touches to the file that FFmpeg has written. */
  retouch(path: string): Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** A {@link FrameEncoder} over a running FFmpeg, which it owns from now on, like the file. */
export function frameEncoder(parts: EncoderParts): FrameEncoder {
  const { ffmpeg, file, notices, expected, signal } = parts;
  const { stdin } = ffmpeg;
  let written = 0;
  let finished = false;

  /** Waits for FFmpeg's end and rejects with the reason where it did not end well. */
  const ended = async (): Promise<void> => {
    try {
      await ffmpeg.done;
    } catch (error) {
      throw error instanceof FfmpegError ? asOutputError(error, file.path) : error;
    }
  };
  const fail = async (): Promise<never> => {
    await ended();
    throw new FfmpegError(`FFmpeg ended after ${written} of ${expected} frames`, ffmpeg.stderr());
  };
  const drained = async (): Promise<void> => {
    if (!stdin.destroyed) await firstOf(stdin, 'drain', 'close');
    if (stdin.destroyed) await fail();
  };

  return {
    notices,
    async write(rgb24) {
      if (written === expected) throw new RangeError(`Expected ${expected} frames, got one more`);
      if (ffmpeg.ended || stdin.destroyed) return fail();
      let room = true;
      for (const bytes of parts.frame(rgb24, written)) room = stdin.write(bytes);
      written++;
      if (!room) await drained();
    },
    async finish() {
      if (written !== expected) throw new RangeError(`Expected ${expected} frames, got ${written}`);
      stdin.end();
      await ended();
      await parts.retouch(file.temporary);
      const count = await countFrames(file.temporary, signal);
      if (count !== expected) {
        throw new FfmpegError(`Expected FFmpeg to write ${expected} frames, got ${count}`, ffmpeg.stderr());
      }
      await file.commit();
      finished = true;
      return { path: file.path, notices };
    },
    async [Symbol.asyncDispose]() {
      if (finished) return;
      await ffmpeg.stop();
      await file.discard();
    },
  };
}

function asOutputError(error: FfmpegError, path: string): Error {
  if (/No space left on device|Disk quota exceeded/i.test(error.stderr)) {
    return new OutputError(`The disk of \`${path}\` is full`, error);
  }
  if (/File too large|Read-only file system/i.test(error.stderr)) {
    return new OutputError(`\`${path}\` cannot be written: ${error.stderr.split('\n').at(-1)}`, error);
  }
  return error;
}

/** Frames that a player will show: those that an edit list hides do not count. */
async function countFrames(path: string, signal: AbortSignal | undefined): Promise<number> {
  let count = 0;
  const options = ['-select_streams', 'v:0', '-show_entries', 'packet=flags'];
  for await (const packet of ffprobeRecords({ path, allowUrl: false }, options, signal)) {
    if (!packet.get('flags')?.includes('D')) count++;
  }
  return count;
}

function firstOf(emitter: NodeJS.EventEmitter, ...events: string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) emitter.off(event, done);
      resolve();
    };
    for (const event of events) emitter.on(event, done);
  });
}
