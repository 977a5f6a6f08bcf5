import { lookForEarlierRun, paintedSoFar } from '../../checkpoint/earlier-run.js';
import { checkPlace } from '../../checkpoint/work-folder.js';
import { checkDecoding } from '../../decode/frames/frames.js';
import { shapeNotices } from '../../decode/probe/damage/shape-changes.js';
import { soundNotices } from '../../decode/probe/damage/sound-damage.js';
import { probe } from '../../decode/probe/probe.js';
import { fitSize } from '../../decode/size.js';
import { type EncoderOptions, tryEncoder } from '../../encode/encoder.js';
import { checkOutput } from '../../encode/output/may-write.js';
import { inputsOf } from '../../encode/output/target.js';
import { chooseFormat } from '../../encode/picture/format.js';
import { UsageError } from '../../errors.js';
import { selectOutput } from '../../media/time/resampled.js';
import { timecodeNotice } from '../../media/time/selection.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { PlanProgress } from '../../progress.js';
import { planCourse } from '../course.js';
import { outputSizeOf } from '../enlarge-frames.js';
import { checkExplain } from '../explain/frames-to-explain.js';
import { readFastInputs } from '../fast-painter.js';
import { fineTuneSteps } from '../fine-tuning.js';
import { planKeys } from '../keyframes/plan-keys.js';
import { activeAreaOf } from '../letterbox.js';
import { readPainterInputs } from '../painter.js';
import { readRegions } from '../regions/read-regions.js';
import { type JobPaths, type PlanControl, planFacts, type VideoPlan } from './job-plan.js';
import { modelName } from './model-name.js';
import { paintingFiles } from './painting-files.js';
import { planCheckpoint } from './plan-checkpoint.js';
import { Problems } from './problems.js';
import { optionsForStyle, wayOf } from './style-options.js';

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
  const options = await optionsForStyle(paths.style, given);
  const way = await wayOf(paths.style, options);
  const { preset, overwrite, strict, ffmpegTimeout: timeoutSeconds } = options;
  const info = await probe(paths.input, { ...options, signal });
  if (info.kind !== 'video') {
    throw new UsageError(`Expected \`${paths.input}\` to be a clip, got a picture: use stylizeImage instead`);
  }
  const selection = selectOutput(info, options);
  const size = fitSize(info.video, options.size);
  const outputSize = outputSizeOf(info.video, size, options);
  const { container } = chooseFormat(paths.output, options);
  const problems = new Problems(stopAtFirst);
  const course = (await problems.of(() => planCourse(info, options))) ?? new Map();
  const checkpoint = await planCheckpoint(info, paths, options, selection, size);
  const earlier = await problems.of(async () => {
    // Beside the output, it is the output that cannot be written.
    if (options.workDir !== 'auto') await checkPlace(checkpoint.folder);
    return lookForEarlierRun(checkpoint);
  });
  const shape = await shapeNotices(info, selection, { signal });
  const shown = [...info.notices, shape.size, shape.aspect, timecodeNotice(info, options)];
  const notices = shown.filter((text) => text !== undefined);
  const encoder = encoderOptions({ paths, options, info, selection, outputSize });
  const toPaint = !earlier?.finished;
  if (toPaint) {
    const inputs = [...inputsOf(info), ...paintingFiles(paths, options)];
    await problems.of(() => checkOutput(paths.output, preset, { overwrite, inputs, foldersToCome }));
    await problems.of(() => checkExplain(options, selection.count, inputs, foldersToCome));
    const tried = await problems.of(() => tryEncoder({ ...encoder, signal }));
    notices.push(...(tried ?? []));
  }
  if (container !== 'gif') {
    const sound = { selection, strict, timeoutSeconds, signal };
    const heard = await problems.of(() => soundNotices(info, sound));
    notices.push(...(heard ?? []));
  }
  // Whether all can be decoded shows now, not after hours.
  if (strict) await problems.of(() => checkDecoding(info, { selection, timeoutSeconds, signal }));
  const findArea = () => activeAreaOf(info, size, selection, timeoutSeconds, signal);
  const area = earlier?.manifest.area ?? (await problems.of(findArea));
  const regions = toPaint
    ? await problems.of(() => readRegions(options, { info, size, selection }))
    : undefined;
  const paints = toPaint && area ? area : undefined;
  const keys =
    paints && (await problems.of(() => planKeys({ info, selection, size, area: paints, options })));
  const painter =
    paints && !options.fast
      ? await problems.of(() => readPainterInputs(paths.style, paints, options, 'clip', signal))
      : undefined;
  notices.push(...(painter?.notices ?? []));
  const fast =
    paints && options.fast
      ? await problems.of(() =>
          readFastInputs(
            paths.style,
            paints,
            options,
            fineTuneSteps(options, paints, 'clip', selection.count),
          ),
        )
      : undefined;
  return {
    kind: 'video',
    paths,
    options,
    info,
    selection,
    size,
    outputSize,
    encoder,
    checkpoint,
    earlier,
    area,
    course,
    keys: keys ?? [],
    way,
    model: modelName(way, paths.style, options, 'clip'),
    painter,
    fast,
    regions,
    notices,
    problems: problems.found,
  };
}

/** What the encoder of a clip is opened with. */
export function encoderOptions({
  paths,
  options,
  info,
  selection,
  outputSize,
}: Pick<VideoPlan, 'paths' | 'options' | 'info' | 'selection' | 'outputSize'>): EncoderOptions {
  return {
    width: outputSize.width,
    height: outputSize.height,
    output: paths.output,
    overwrite: options.overwrite,
    alsoRead: paintingFiles(paths, options),
    source: info,
    selection,
    preset: options.preset,
    codec: options.codec,
    crf: options.crf,
    filters: options.filter,
    timeoutSeconds: options.ffmpegTimeout,
  };
}

/** What a job would do. */
export interface PlannedVideo extends Omit<PlanProgress, 'type' | 'device'> {
  /** Frames that an earlier run has painted and that this one would continue after. */
  readonly painted: number;
  readonly notices: readonly string[];
  /** Why it would fail; none if it would not. */
  readonly problems: readonly string[];
}

/**
 * Looks at a clip as `stylizeVideo` would and finds out what the job would do and why it might fail, without doing it.
 *
 * @throws UsageError, InputError, ModelError, FfmpegError if that cannot be said. Rejects with `signal.reason` on abort
 */
export async function plannedVideo(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<PlannedVideo> {
  const plan = await planVideo({ input, style, output }, options, { signal });
  const painted = await paintedSoFar(plan);
  return {
    ...planFacts(plan),
    painted: painted.frames,
    notices: plan.notices,
    problems: plan.problems.map(({ message }) => message),
  };
}
