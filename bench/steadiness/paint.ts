import { decodeFrames } from '../../src/decode/frames/frames.js';
import { probe } from '../../src/decode/probe/probe.js';
import { fitSize } from '../../src/decode/size.js';
import { createCutDetector } from '../../src/flow/cuts.js';
import { createDisEstimator } from '../../src/flow/dis/estimator.js';
import { type Image, imageFromRgb24, imageToRgb24 } from '../../src/image.js';
import { lookAhead } from '../../src/look-ahead.js';
import { frameTime } from '../../src/media/info.js';
import { selectFrames } from '../../src/media/time/selection.js';
import type { StylizeOptions } from '../../src/options/resolve.js';
import { activeAreaOf } from '../../src/pipeline/letterbox.js';
import { removeMargin } from '../../src/pipeline/margin.js';
import { paintPrepared } from '../../src/pipeline/paint-prepared.js';
import { openPainter, readPainterInputs } from '../../src/pipeline/painter.js';
import { prepareFrames } from '../../src/pipeline/prepare.js';
import type { ShotState } from '../../src/stylize/shot-state.js';

/** A frame of the job, and the same frame painted alone; all rounded to 8 bits as the encoder gets them. */
export interface PaintedTwice {
  readonly index: number;
  readonly shot: number;
  readonly source: Image;
  readonly steady: Image;
  readonly alone: Image;
}

/** What the job itself took. */
export interface PaintTally {
  frames: number;
  evaluations: number[];
  seconds: number[];
}

/**
 * Runs the job up to the last of the `wanted` frames and yields those, without letterbox bars, each
 * with its twin of the `--no-temporal` job: the same stylizer, normalisers and
 * budget, from the frame's own content.
 */
export async function* paintTwice(
  clip: string,
  style: string,
  options: StylizeOptions,
  wanted: ReadonlySet<number>,
  tally: PaintTally,
): AsyncGenerator<PaintedTwice, void, undefined> {
  const info = await probe(clip);
  if (info.kind !== 'video') throw new TypeError(`${clip} is no clip`);
  const size = fitSize(info.video, options.size);
  const everyFrame = selectFrames(info, {});
  const area = await activeAreaOf(info, size, everyFrame, options.ffmpegTimeout);
  const last = Math.max(...wanted);
  await using painter = await openPainter(await readPainterInputs(style, area, options, 'clip'), options);
  await using estimator = await createDisEstimator();
  await using cuts = await createCutDetector();
  const frames = prepareFrames(decodeFrames(info, size), {
    startTime: frameTime(info, info.video.ticks[0] as number),
    area,
    size,
    estimator,
    startsShot: (_, previous, current) => cuts.isCut(previous, current),
    reliability: options.reliability,
    distances: options.longTerm,
  });
  let state: ShotState | undefined;
  for await (const next of lookAhead(frames, 1)) {
    const began = performance.now();
    const painted = await paintPrepared(painter.stylizer, state, next, options, {});
    tally.frames++;
    tally.evaluations.push(painted.evaluations);
    tally.seconds.push((performance.now() - began) / 1000);
    if (wanted.has(next.index)) {
      const { image } = await painter.stylizer.paintAlone(painted.state, next.source);
      const { index, shot } = next;
      const source = removeMargin(next.source);
      yield {
        index,
        shot,
        source,
        steady: rounded(removeMargin(painted.image)),
        alone: rounded(removeMargin(image)),
      };
    }
    state = painted.state;
    if (next.index === last) return;
  }
}

const rounded = (image: Image) => imageFromRgb24(imageToRgb24(image), image.width, image.height);
