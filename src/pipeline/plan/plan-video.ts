import { checkDecoding } from '../../decode/frames/frames.js';
import { shapeNotices } from '../../decode/probe/damage/shape-changes.js';
import { soundNotices } from '../../decode/probe/damage/sound-damage.js';
import { fitSize } from '../../decode/size.js';
import { type EncoderOptions, tryEncoder } from '../../encode/encoder.js';
import { checkOutput } from '../../encode/output/may-write.js';
import { inputsOf } from '../../encode/output/target.js';
import { chooseFormat } from '../../encode/picture/format.js';
import { selectOutput } from '../../media/time/resampled.js';
import { timecodeNotice } from '../../media/time/selection.js';
import { resolveOptions, type StylizeOptionsInput } from '../../options/resolve.js';
import { modelFor } from '../../stylize/models/resolve-model.js';
import { outputSizeOf } from '../enlarge-frames.js';
import { gatherFacts } from '../job-facts.js';
import type { JobPaths } from '../job-paths.js';
import { findActiveArea } from '../letterbox.js';
import { readPainterInputs } from '../painter.js';
import { sampleFrames } from '../sample-frames.js';
import { lookForEarlierWork } from './earlier-work.js';
import type { PlanControl, VideoPlan } from './job-plan.js';
import { probeAs } from './probe-as.js';
import { Problems } from './problems.js';

/** What the encoder of a job is tried with, and opened. */
export function encoderOptions(
  { paths, options, info, selection, outputSize }: EncodedPart,
  signal: AbortSignal | undefined,
): EncoderOptions {
  const { overwrite, preset, codec, crf, ffmpegTimeout: timeoutSeconds } = options;
  const { output, style } = paths;
  const alsoRead = [style];
  return {
    ...outputSize,
    output,
    overwrite,
    alsoRead,
    source: info,
    selection,
    preset,
    codec,
    crf,
    timeoutSeconds,
    signal,
  };
}

type EncodedPart = Pick<VideoPlan, 'paths' | 'options' | 'info' | 'selection' | 'outputSize'>;

/**
 * Plans the stylizing of a clip, or of the part of it that the options name. What is quick to find out comes first.
 *
 * @throws UsageError, InputError, ModelError, FfmpegError where there is no telling what the job would do
 */
export async function planVideo(
  paths: JobPaths,
  given: StylizeOptionsInput = {},
  { signal, foldersToCome, stopAtFirst }: PlanControl = {},
): Promise<VideoPlan> {
  const options = resolveOptions(given);
  const { preset, overwrite, strict, ffmpegTimeout: timeoutSeconds } = options;
  const info = await probeAs('video', paths.input, options, signal);
  const selection = selectOutput(info, options);
  const size = fitSize(info.video, options.size);
  const outputSize = outputSizeOf(info.video, size, options);
  const format = chooseFormat(paths.output, options);
  const facts = await gatherFacts(info, paths, options, selection, size);
  const problems = new Problems(stopAtFirst);
  const earlier = await problems.of(() => lookForEarlierWork(paths.output, options, facts));
  const shape = await shapeNotices(info, selection, { signal });
  const notices = [...info.notices, shape.size, shape.aspect].filter((text) => text !== undefined);
  const timecode = timecodeNotice(info, options);
  if (timecode !== undefined) notices.push(timecode);
  const toPaint = !earlier?.finished;
  if (toPaint) {
    const inputs = [...inputsOf(info), paths.style];
    await problems.of(() => checkOutput(paths.output, preset, { overwrite, inputs, foldersToCome }));
    const trial = encoderOptions({ paths, options, info, selection, outputSize }, signal);
    notices.push(...((await problems.of(() => tryEncoder(trial))) ?? []));
  }
  if (format.container !== 'gif') {
    const heard = () => soundNotices(info, { selection, strict, timeoutSeconds, signal });
    notices.push(...((await problems.of(heard)) ?? []));
  }
  // Whether all can be decoded shows now, not after hours.
  if (strict) await problems.of(() => checkDecoding(info, { selection, timeoutSeconds, signal }));
  const findArea = async () =>
    findActiveArea(await sampleFrames(info, size, selection, timeoutSeconds, signal));
  const area = earlier?.manifest.area ?? (await problems.of(findArea));
  const painter =
    toPaint && area
      ? await problems.of(() => readPainterInputs(paths.style, area, options, 'clip'))
      : undefined;
  return {
    kind: 'video',
    paths,
    options,
    info,
    selection,
    sourceSize: { width: info.video.width, height: info.video.height },
    size,
    outputSize,
    format,
    facts,
    earlier,
    area,
    model: modelFor(options, 'clip'),
    painter,
    notices,
    problems: problems.found,
  };
}
