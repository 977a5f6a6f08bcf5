import { checkDecoding } from '../decode/frames/check-decoding.js';
import { probe } from '../decode/probe/probe.js';
import { shapeNotices } from '../decode/probe/shape-changes.js';
import { soundNotices } from '../decode/probe/sound-damage.js';
import { fitSize } from '../decode/size.js';
import { containerOf } from '../encode/container/containers.js';
import { tryEncoder } from '../encode/encoder.js';
import { NstError, UsageError } from '../errors.js';
import { selectOutput } from '../media/time/resample.js';
import { outputRate } from '../media/time/resampled.js';
import { resolveOptions, type StylizeOptionsInput } from '../options/resolve.js';
import { hasGraphicsHardware } from '../stylize/engines/graphics-hardware.js';
import { modelFor, resolveModel } from '../stylize/models/resolve-model.js';
import { loadNetwork } from '../stylize/network/load-network.js';
import { readUnfinished } from '../work/find.js';
import { checkSame } from '../work/manifest.js';
import { checkPlace, viewWorkFolder } from '../work/work-folder.js';
import { outputSizeOf } from './enlarge-frames.js';
import { gatherFacts, pastFrames } from './job-facts.js';
import { isComplete, placeOf, workFolderFor } from './left-over.js';
import { sizeWithMargin } from './margin.js';
import { checkMemory } from './memory.js';
import { readResumePoint } from './painted-note.js';

/** What a job would do, found out without doing any of it. */
export interface VideoPlan {
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly width: number;
  readonly height: number;
  readonly outputWidth: number;
  readonly outputHeight: number;
  readonly frames: number;
  readonly fps: number;
  readonly audioStreams: number;
  /** Frames that an earlier run has painted and that this one would go on after. */
  readonly painted: number;
  /** Sentences worth telling. */
  readonly notices: readonly string[];
  /** Why it would fail. */
  readonly problems: readonly string[];
}

/**
 * Looks at a clip as `stylizeVideo` would, and foresees what would go wrong.
 *
 * @throws UsageError, InputError, ModelError, FfmpegError where there is no telling what it would do
 */
export async function planVideo(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  signal?: AbortSignal,
): Promise<VideoPlan> {
  const resolved = resolveOptions(options);
  const info = await probe(input, { ...resolved, ...(signal ? { signal } : {}) });
  if (info.kind !== 'video') {
    throw new UsageError(`Expected \`${input}\` to be a clip, got a picture: use stylizeImage instead`);
  }
  const selection = selectOutput(info, resolved);
  const size = fitSize(info.video, resolved.size);
  const facts = await gatherFacts(info, { style, output }, resolved, selection, size);
  const large = outputSizeOf(info.video, size, resolved);
  const problems: string[] = [];
  const note = async (check: () => unknown) => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof NstError)) throw error;
      problems.push(error.message);
    }
  };
  const shape = await shapeNotices(info, selection, signal ? { signal } : {});
  const notices = [...info.notices, shape.size, shape.aspect].filter((text) => text !== undefined);
  await note(async () => {
    if (containerOf(output, resolved.preset) === 'gif') return;
    const { strict, ffmpegTimeout: patience } = resolved;
    notices.push(...(await soundNotices(info, { selection, strict, patience, signal })));
  });
  await note(async () => {
    const { preset, codec, crf, ffmpegTimeout: patience } = resolved;
    notices.push(
      ...(await tryEncoder({
        ...{ output, source: info, selection, ...large, preset, codec, crf, patience },
        ...(signal ? { signal } : {}),
      })),
    );
  });
  // On a graphics processor it would be another memory, of which nothing is known from here.
  if (resolved.device === 'cpu' || (resolved.device === 'auto' && !(await hasGraphicsHardware()))) {
    const network = await loadNetwork(await resolveModel(modelFor(resolved, 'clip')));
    await note(() => checkMemory(network, sizeWithMargin(size)));
  }
  if (resolved.strict) {
    await note(() =>
      checkDecoding(info, { selection, patience: resolved.ffmpegTimeout, ...(signal ? { signal } : {}) }),
    );
  }
  const folder = workFolderFor(output, resolved.workDir);
  if (resolved.workDir !== 'auto') await note(() => checkPlace(folder));
  let painted = 0;
  await note(async () => {
    const unfinished = resolved.restart ? undefined : await readUnfinished(folder);
    if (!unfinished) return;
    if (await isComplete(unfinished.manifest, placeOf(output, resolved.preset))) {
      painted = selection.count; // or it belongs to another job, and is removed before this one begins
      return;
    }
    checkSame(folder, unfinished.manifest, facts);
    painted = unfinished.done;
    if (unfinished.pid !== undefined) return problems.push(`Process ${unfinished.pid} is working on it`);
    await using view = await viewWorkFolder(folder, (manifest) => pastFrames(manifest.options));
    if (view) painted = (await readResumePoint(view))?.notes.length ?? 0;
  });
  const { width: sourceWidth, height: sourceHeight } = info.video;
  const frameRate = outputRate(info, selection) ?? info.video.frameRate;
  return {
    ...{ sourceWidth, sourceHeight, width: size.width, height: size.height, frames: selection.count },
    ...{ outputWidth: large.width, outputHeight: large.height },
    ...{ fps: frameRate.num / frameRate.den, audioStreams: info.audio.length, painted, problems },
    notices,
  };
}
