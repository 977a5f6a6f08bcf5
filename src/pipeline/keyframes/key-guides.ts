import { createCutDetector } from '../../flow/cuts.js';
import { createDisEstimator } from '../../flow/dis/estimator.js';
import type { Image } from '../../image.js';
import type { KeyGuide } from '../../stylize/loss/key-guide.js';
import { addMargin, sizeWithMargin } from '../margin.js';
import { framesToPaint, type VideoRun } from '../video-run.js';
import { CarriedFiles } from './carried-files.js';
import { type CarriedKey, carryKey, type SourceFrame } from './carry.js';
import { crossFade } from './cross-fade.js';
import { type PlannedKey, readKey } from './plan-keys.js';
import { sourceFrames, sourceFramesBackwards } from './source-frames.js';

/** A key frame, read. */
type Key = SourceFrame & { readonly picture: Image };

/**
 * What the key frames say about each frame of a run, from one on, in order; undefined where they say nothing.
 *
 * Between two key frames, the earlier is carried forwards in step with painting, and before that the later one
 * backwards through all of the frames between. Everything is found anew by a run that goes on after an interruption, and
 * by every shot that is painted apart: all come to the same.
 *
 * @param from the first frame that is wanted
 */
export async function* keyGuides(
  run: VideoRun,
  from: number,
): AsyncGenerator<KeyGuide | undefined, void, undefined> {
  const { keys } = run.plan;
  const painted = framesToPaint(run);
  const end = painted.first + painted.count;
  await using estimator = await createDisEstimator();
  await using cuts = await createCutDetector();
  await using files = new CarriedFiles(run.plan.checkpoint.folder, sizeWithMargin(run.area));
  const carrying = { estimator, cuts, signal: run.signal };
  const forwards = (key: Key, until: number) =>
    carryKey(key, sourceFrames(run, key.index + 1, until), carrying);
  const backwards = (key: Key, begin: number) =>
    carryKey(key, sourceFramesBackwards(run, begin, key.index), carrying);

  // Of keys before the first frame, the last one reaches into what is painted.
  const before = keys.findLast(({ index }) => index < from);
  let key = before && (await keyOf(run, before));
  let index = from;
  for (const next of [...keys.filter((later) => later.index >= from), undefined]) {
    const until = Math.min(end, next?.index ?? end);
    const following = next && (await keyOf(run, next));
    if (following && index < until) {
      for await (const carried of backwards(following, (key?.index ?? -1) + 1)) {
        if (carried.index < index) break;
        if (carried.index < until) await files.write(carried);
      }
    }
    const ahead = key && index < until ? forwards(key, until) : undefined;
    try {
      for (; index < until; index++) {
        const early = ahead && (await carriedTo(ahead, index));
        const late = await files.take(index);
        const passed = key && following ? (index - key.index) / (following.index - key.index) : 0;
        yield crossFade(early, late, passed);
      }
    } finally {
      await ahead?.return();
    }
    if (following === undefined || index >= end) return;
    yield { target: following.picture, weight: everywhere(following.picture), given: true };
    key = following;
    index++;
  }
}

/** What a key frame gives to the frame of that index, those before it passed over; undefined where it ends earlier. */
async function carriedTo(
  carried: AsyncGenerator<CarriedKey, void, undefined>,
  index: number,
): Promise<CarriedKey | undefined> {
  for (;;) {
    const next = await carried.next();
    if (next.done || next.value.index === index) return next.value ?? undefined;
  }
}

async function keyOf(run: VideoRun, key: PlannedKey): Promise<Key> {
  const picture = addMargin(await readKey(key, { size: run.plan.size, area: run.area }));
  for await (const frame of sourceFrames(run, key.index, key.index + 1)) return { ...frame, picture };
  throw new RangeError(`Expected frame ${key.index} of the selection to be decoded, got none`);
}

function everywhere({ width, height }: Image): Float32Array {
  return new Float32Array(width * height).fill(1);
}
