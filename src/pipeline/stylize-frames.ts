import type { DecodedFrame } from '../decode/frames/frames.js';
import type { Size } from '../decode/size.js';
import { UsageError } from '../errors.js';
import { createCutDetector } from '../flow/cuts.js';
import { createDisEstimator } from '../flow/dis/estimator.js';
import { imageToRgb24 } from '../image.js';
import { lookAhead } from '../look-ahead.js';
import type { LossTerms } from '../loss-terms.js';
import { explainOptions } from '../options/explain-options.js';
import { fileOptions } from '../options/file-options.js';
import { finishOptions } from '../options/finish-options.js';
import type { StylizeOptions, StylizeOptionsInput } from '../options/resolve.js';
import type { ShotState } from '../stylize/shot-state.js';
import type { TimedImage } from '../timed-image.js';
import { paintPrepared } from './paint-prepared.js';
import { openPainter, readPainterInputs } from './painter.js';
import { optionsForStyle, refuseTimes } from './plan/style-options.js';
import { prepareFrames } from './prepare.js';
import { keepSource } from './regions/keep-source.js';
import { type Regions, readRegions } from './regions/read-regions.js';
import { RegionFrames } from './regions/region-frames.js';
import { shownPicture } from './shown-picture.js';

/** The options of a job that speak of files, and of what is done to pictures on their way into one. */
const ofFiles = { ...fileOptions, ...finishOptions, ...explainOptions };

/** The options of a job that speak of painting, not of files: see docs/options.md. */
export type FrameOptions = Omit<StylizeOptionsInput, keyof typeof ofFiles>;

/** A painted frame. */
export interface PaintedImage extends TimedImage {
  /** Counted from 0. */
  readonly index: number;
  /** The shot that it belongs to, counted from 0. */
  readonly shot: number;
  /** Evaluations of loss and gradient that it took; 0 for a frame that repeats the one before. */
  readonly evaluations: number;
  /** The weighted loss terms after the last one; null where none was computed: by a network file. */
  readonly loss: LossTerms | null;
  /** Share of the frame whose flow is trusted, 0 … 1; null where none was used. */
  readonly reliable: number | null;
}

/**
 * Paints frames that the caller has, one after the other: shots, flow and temporal loss are those of `stylizeVideo`,
 * no file is read or written but the style's, nothing is kept, and the frames come back in the size they have. As in a
 * job, sources are rounded to 8 bits. The whole frame is painted: bars cannot be looked for in frames yet to come.
 *
 * Two frames at most are asked for ahead of the one being painted, which begins only when it is asked for or the one
 * before is looked at. Leaving the loop ends everything, `frames` included.
 *
 * @param frames of one size, at ascending times
 * @param style path of the style picture, or of a style network, whose normalisations then measure every frame by itself
 * @throws {UsageError} bad options, options of files, frames of another size or not in order of time;
 *   {@link InputError} for the style, {@link ModelError}, {@link EngineError}. Rejects with `signal.reason` on abort
 */
export async function* stylizeFrames(
  frames: AsyncIterable<TimedImage> | Iterable<TimedImage>,
  style: string,
  options: FrameOptions = {},
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<PaintedImage, void, undefined> {
  const idle = Object.keys(options).find((name) => Object.hasOwn(ofFiles, name));
  if (idle) throw new UsageError(`\`${idle}\` is an option for files: frames come and go as they are`);
  const resolved = await optionsForStyle(style, options);
  refuseTimes(resolved, 'frames one after the other, of which the later are not known: use stylizeVideo');
  if (resolved.fast) {
    throw new UsageError(
      '`fast` measures a whole shot before it paints its first frame, which frames one after the other do not allow: use stylizeVideo',
    );
  }
  if (resolved.styleNorms === 'shot') {
    throw new UsageError(
      '`styleNorms: shot` measures a whole shot before its first frame is painted, which frames one after the other do not allow: use stylizeVideo',
    );
  }
  const painting: StylizeOptions = { ...resolved, styleNorms: 'frame' };
  signal?.throwIfAborted();
  const given = inOrder(frames);
  try {
    const first = await given.next();
    if (first.done) return;
    const { width, height } = first.value.image;
    const size = { width, height };
    const regions = await regionsOfFrames(painting, size);
    const inputs = await readPainterInputs(style, size, painting, 'clip', signal);
    await using painter = await openPainter(inputs, painting, signal);
    await using estimator = await createDisEstimator();
    await using cuts = await createCutDetector();
    const area = { left: 0, top: 0, ...size };
    const prepared = prepareFrames(lookAhead(asDecoded(first.value, given), 1), {
      area,
      size,
      distances: resolved.temporal ? resolved.longTerm : [],
      reliability: resolved.reliability,
      estimator,
      startsShot: (_, previous, current) => cuts.isCut(previous, current, { signal }),
      startTime: 0,
      regions: regions && new RegionFrames({ regions, area, from: 0 }),
      signal,
    });
    let state: ShotState | undefined;
    for await (const next of lookAhead(prepared, 1)) {
      const painting = paintPrepared(painter.stylizer, state, next, resolved, { signal });
      const painted = await painting.catch((error: unknown) => {
        throw painter.explain(error);
      });
      state = painted.state;
      const { index, time, shot } = next;
      const { evaluations, terms: loss, reliable } = painted;
      const picture = shownPicture(painted.image, next.source, resolved);
      const image = keepSource(picture, next.frame, next.regions?.keep);
      yield { image, index, time, shot, evaluations, loss, reliable };
    }
  } finally {
    await given.return();
  }
}

/** Regions of frames that are no file's: of such, masks can only be rectangles and pictures. */
function regionsOfFrames(options: StylizeOptions, size: Size): Promise<Regions | undefined> {
  const info = { kind: 'image', path: 'frames', format: 'frames', ...size, notices: [] } as const;
  return readRegions(options, { info, size });
}

/** The frames as they come, in a generator that can be closed. */
async function* inOrder(
  frames: AsyncIterable<TimedImage> | Iterable<TimedImage>,
): AsyncGenerator<TimedImage, void, undefined> {
  let [before, index] = [Number.NEGATIVE_INFINITY, 0];
  for await (const frame of frames) {
    if (!(frame.time > before)) {
      throw new UsageError(
        `Expected frames in order of time, got frame ${index} at ${frame.time} s after ${before} s`,
      );
    }
    [before, index] = [frame.time, index + 1];
    yield frame;
  }
}

async function* asDecoded(
  first: TimedImage,
  rest: AsyncGenerator<TimedImage>,
): AsyncGenerator<DecodedFrame, void, undefined> {
  const { width, height } = first.image;
  let index = 0;
  const decoded = ({ image, time }: TimedImage): DecodedFrame => {
    if (image.width !== width || image.height !== height || image.data.length !== 3 * width * height) {
      throw new UsageError(
        `Expected frame ${index} to be ${width}×${height} as the first, got ${image.width}×${image.height} with ${image.data.length} values`,
      );
    }
    return { index: index++, ticks: 0, time, bytes: imageToRgb24(image), concealed: false };
  };
  yield decoded(first);
  for await (const frame of rest) yield decoded(frame);
}
