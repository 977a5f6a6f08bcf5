import assert from 'node:assert/strict';
import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import { fitSize } from '../../src/decode/size.js';
import { readStill } from '../../src/decode/still.js';
import { NstError } from '../../src/errors.js';

/** Seconds that a damaged file of a few kilobytes may take, on a busy machine. */
const LIMIT = 60;

/**
 * Probes and decodes a damaged file: that must end in time, with all frames
 * that were announced, at ascending times, or with an error of ours.
 *
 * @returns what became of it: `frames`, `picture` or the code of the error.
 */
export async function survives(path: string): Promise<string> {
  const signal = AbortSignal.timeout(1000 * LIMIT);
  try {
    const info = await probe(path, { signal });
    if (info.kind === 'image') {
      await readStill(path, 64);
      return 'picture';
    }
    const size = fitSize(info.video, 64);
    let count = 0;
    let last = Number.NEGATIVE_INFINITY;
    for await (const { bytes, ticks, index } of decodeFrames(info, { ...size, signal })) {
      assert.equal(bytes.length, 3 * size.width * size.height);
      assert.equal(index, count++);
      assert.ok(ticks > last, `times ascend: ${ticks} after ${last}`);
      last = ticks;
    }
    assert.equal(count, info.video.frameCount);
    return 'frames';
  } catch (error) {
    if (!(error instanceof NstError)) throw error;
    assert.ok(error.message.length > 10 && !error.message.includes('undefined'), error.message);
    return error.code;
  }
}
