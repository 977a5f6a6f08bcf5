import assert from 'node:assert/strict';
import type { DecodedFrame } from '../decode/frames/frames.js';
import { imageFromRgb24 } from '../image.js';
import { lookAhead } from '../look-ahead.js';
import { frameTime } from '../media/info.js';
import type { FrameReport } from '../report.js';
import { withSourceColours } from '../source-colours.js';
import type { FastPainter } from '../stylize/fast/fast-painter.js';
import { sharedAreas } from '../stylize/fast/shared-areas.js';
import { sharesAt } from './course.js';
import { openFastPainter } from './fast-painter.js';
import { fineTuneForClip } from './fine-tuning.js';
import { withLook } from './finish-look.js';
import { JobClock } from './job-clock.js';
import type { PaintedFrames } from './job-report.js';
import { removePlaneMargin, sizeWithMargin } from './margin.js';
import { NoiseGate } from './noise-gate.js';
import { checkPainting } from './plan/plan-checkpoint.js';
import { keepSourceBytes } from './regions/keep-source.js';
import { openRegions } from './regions/open-regions.js';
import { ShotsAhead } from './shots-ahead.js';
import {
  decodedForPainting,
  framesToPaint,
  machineOf,
  reportConcealed,
  tellPlan,
  type VideoRun,
} from './video-run.js';

/** Levels of 255 by which the source may differ from what is painted: what compression and grain do where nothing moves. */
const noise = 2;

/** A frame on its way through the painter. */
interface FastFrame {
  readonly decoded: DecodedFrame;
  readonly shot: number;
  readonly startsShot: boolean;
  /** The frame, its active area painted but for what is kept: rgb24. */
  readonly painted: Promise<Uint8Array>;
}

/**
 * Paints a clip in one pass a frame and hands the frames to the checkpoint: the job of `--fast`.
 *
 * The clip is decoded twice, side by side. The first decoder is up to a shot ahead: it finds the cuts and takes each
 * shot's statistics. Behind it, several frames are painted at a time. No flow is needed: what a shot is painted with is
 * constant, so what stays the same in the source stays the same in the painting.
 */
export async function paintFast(run: VideoRun): Promise<PaintedFrames> {
  const { plan, area, checkpoint, guard, signal, onProgress, onPainted } = run;
  const { selection, options, info, size } = plan;
  assert(plan.fast, 'a plan without problems says what to paint with');
  await using painter = await openFastPainter(plan.fast, options, signal);
  await checkPainting(plan.paths.style, options, plan.checkpoint.facts);
  const device = painter.description;
  const machine = machineOf(run, device);
  checkpoint.describe({ area, device });
  const clock = new JobClock(
    framesToPaint(run).count,
    { first: [], later: [] },
    onProgress,
    checkpoint.point.notes,
    painter.parallel + 1,
  );
  tellPlan(run, device);
  await fineTuneForClip(run, painter, clock);
  const frames: FrameReport[] = checkpoint.point.notes.map(({ frame }) => frame);
  const startTime = frameTime(info, info.video.ticks[selection.first] as number);
  let began = performance.now();
  for await (const { decoded, shot, startsShot, painted } of fastFrames(run, painter)) {
    const { index, bytes, alpha, concealed } = decoded;
    const time = decoded.time - startTime;
    if (startsShot) onProgress?.({ type: 'shot', shot, frame: index, time });
    const picture = await painted;
    const rgb24 = options.colors === 'source' ? withSourceColours(picture, bytes, size.width, area) : picture;
    if (onPainted) {
      const pictured = (data: Uint8Array) => imageFromRgb24(data, size.width, size.height);
      const stylized = pictured(rgb24);
      const finished = () => withLook(stylized, options, index);
      onPainted({ index, time, shot, source: pictured(bytes), stylized, finished, guide: null });
    }
    const optimise = (performance.now() - began) / 1000;
    clock.add({ optimise });
    clock.frameDone(startsShot, 0);
    const frame: FrameReport = { index, time, shot, evaluations: 0, loss: null, reliable: null, concealed };
    frames.push(frame);
    await guard.check();
    await checkpoint.keep({
      note: { frame, clock: clock.reading, past: 0, machine },
      rgb24,
      alpha,
      state: undefined,
    });
    const seconds = { decode: 0, flow: 0, optimise, encode: 0 };
    onProgress?.({ type: 'frame', index, time, shot, evaluations: 0, loss: null, reliable: null, seconds });
    began = performance.now();
  }
  reportConcealed(frames, onProgress);
  await checkpoint.stored();
  return { frames, clock, device };
}

/** The frames that are not painted yet, in order, as many of them in the painter's hands as it has workers, and one. */
async function* fastFrames(run: VideoRun, painter: FastPainter): AsyncGenerator<FastFrame, void, undefined> {
  const { plan, area, checkpoint } = run;
  const { size } = plan;
  await using shots = await ShotsAhead.of(run, painter);
  const inHand: FastFrame[] = [];
  const { first: begin } = framesToPaint(run);
  const painted = begin + checkpoint.point.notes.length;
  await using regions = openRegions(run, painted);
  const framed = sizeWithMargin(area);
  let opened = -1;
  let gated = -1;
  let before: { readonly bytes: Uint8Array; readonly painted: Promise<Uint8Array> } | undefined;
  const gate = new NoiseGate(noise);
  for await (const decoded of lookAhead(decodedForPainting(run, undefined, begin), 1)) {
    const { index } = decoded;
    const { number: shot, first, statistics } = await shots.at(index);
    if (gated !== shot) gate.restart();
    gated = shot;
    // Those that are painted already pass it, too: where it stands depends on all frames of the shot.
    const bytes = gate.pass(decoded.bytes);
    if (index < painted) continue;
    const opens = opened !== shot;
    if (opens) await painter.openShot(statistics, area);
    opened = shot;
    const repeats = !opens && before !== undefined && Buffer.compare(before.bytes, bytes) === 0;
    const { areas, keep } = (await regions?.next(index, { startsShot: index === first })) ?? {};
    const own = areas?.map((one) => removePlaneMargin(one, framed));
    const inner = painter.manners.length > 1 ? sharedAreas(own, sharesAt(plan, index), area) : undefined;
    const part = { rgb24: bytes, ...size, part: area, areas: inner };
    const painting = repeats && !inner ? before!.painted : painter.paintPart(part);
    before = { bytes, painted: painting };
    const kept = keep ? painting.then((rgb24) => keepSourceBytes(rgb24, decoded.bytes, keep)) : painting;
    for (const either of [painting, kept]) either.catch(() => {}); // thrown where it is awaited
    inHand.push({ decoded, shot, startsShot: index === first, painted: kept });
    if (inHand.length > painter.parallel) yield inHand.shift()!;
  }
  while (inHand.length > 0) yield inHand.shift()!;
}
