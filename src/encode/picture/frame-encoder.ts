import { stat } from 'node:fs/promises';
import { FfmpegError, OutputError } from '../../errors.js';
import type { FfmpegProcess } from '../../media/ffmpeg/ffmpeg.js';
import { waitFor } from '../../media/ffmpeg/watchdog.js';
import { outputFrames } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import type { OutputTarget } from '../output/target.js';
import type { FrameBytes } from './frame-bytes.js';

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
   *
   * @param alpha opacity, one byte a pixel, not multiplied into the colours; absent: opaque.
   *   Left out of formats that have none.
   */
  write(rgb24: Uint8Array, alpha?: Uint8Array): Promise<void>;
  /**
   * Ends the clip, checks that every frame is in it, and puts it in its place.
   *
   * @param beforehand called with the complete output's temporary name before it is put in its place; where it rejects, it is not
   */
  finish(beforehand?: (temporary: string) => Promise<void>): Promise<EncodeResult>;
}

/** What a {@link FrameEncoder} is made of. */
export interface EncoderParts {
  readonly ffmpeg: FfmpegProcess;
  readonly target: OutputTarget;
  /** The frames that are to come. */
  readonly selection: FrameSelection;
  /** What FFmpeg reads for each of them. */
  readonly bytes: FrameBytes;
  readonly notices: readonly string[];
  /** Seconds that FFmpeg may keep us waiting. */
  readonly timeoutSeconds: number;
}

/** A {@link FrameEncoder} over a running FFmpeg, which it owns from now on, like the target. */
export function frameEncoder(parts: EncoderParts): FrameEncoder {
  const { ffmpeg, target, selection, bytes, notices, timeoutSeconds } = parts;
  const file = target.pending;
  const expected = selection.count;
  const waiting = { child: ffmpeg, timeoutSeconds };
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
    if (!stdin.destroyed) {
      await waitFor(firstOf(stdin, 'drain', 'close'), { ...waiting, what: 'accepted no data' });
    }
    if (stdin.destroyed) await fail();
  };

  return {
    notices,
    async write(rgb24, alpha) {
      if (written === expected) throw new RangeError(`Expected ${expected} frames, got one more`);
      if (ffmpeg.ended || stdin.destroyed) return fail();
      let room = true;
      for (const part of bytes.frame(rgb24, alpha, written)) room = stdin.write(part);
      written++;
      if (!room) await drained();
    },
    async finish(beforehand) {
      if (written !== expected) throw new RangeError(`Expected ${expected} frames, got ${written}`);
      stdin.end();
      const life = () => stat(file.temporary).then(({ size, mtimeMs }) => `${size} ${mtimeMs}`, String);
      await waitFor(ended(), { ...waiting, what: 'did not finish', life });
      // Old FFmpegs end well after a trailer that found no room.
      if (isFullDisk(ffmpeg.stderr())) {
        throw asOutputError(new FfmpegError('FFmpeg ran out of disk space', ffmpeg.stderr()), file.path);
      }
      await target.complete();
      const count = await target.count();
      const expectedFrames = outputFrames(selection);
      if (count !== expectedFrames) {
        const text = `Expected FFmpeg to write ${expectedFrames} frames, got ${count}`;
        throw asOutputError(new FfmpegError(text, ffmpeg.stderr()), file.path);
      }
      await beforehand?.(file.temporary);
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
  if (isFullDisk(error.stderr)) {
    return new OutputError(`The disk of \`${path}\` is full: free some space`, error);
  }
  if (/File too large|Read-only file system/i.test(error.stderr)) {
    return new OutputError(`\`${path}\` cannot be written: ${error.stderr.split('\n').at(-1)}`, error);
  }
  return error;
}

function isFullDisk(stderr: string): boolean {
  return /No space left on device|Disk quota exceeded/i.test(stderr);
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
