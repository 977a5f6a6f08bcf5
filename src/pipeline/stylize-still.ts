import { isDeepStrictEqual } from 'node:util';
import { SourceGuard } from '../checkpoint/source-guard.js';
import { decodeFrames } from '../decode/frames/frames.js';
import { probe } from '../decode/probe/probe.js';
import { fitSize, type Size } from '../decode/size.js';
import { checkFile } from '../encode/output/may-write.js';
import { checkStillFormat, writeStill } from '../encode/picture/still.js';
import { InputError, UsageError } from '../errors.js';
import { type Image, imageFromRgb24 } from '../image.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import type { VideoInfo } from '../media/info.js';
import type { Moment } from '../media/time/moment.js';
import { type FrameSelection, frameOf, selectFrames } from '../media/time/selection.js';
import { libraryOptions } from '../options/library-options.js';
import { flagOf, type OptionTable } from '../options/option.js';
import { type RegionOption, readMaskName } from '../options/region-type.js';
import type { StylizeOptions, StylizeOptionsInput } from '../options/resolve.js';
import type { StylizeReport } from '../report.js';
import { Explanations } from './explain/explanations.js';
import { checkExplain } from './explain/frames-to-explain.js';
import { readFastInputs } from './fast-painter.js';
import { fineTuneSteps } from './fine-tuning.js';
import { finishReport, type JobControl } from './job-report.js';
import { type ActiveArea, activeAreaOf, cropToArea, pasteIntoFrame } from './letterbox.js';
import { readPainterInputs } from './painter.js';
import type { JobPaths, PicturePlan } from './plan/job-plan.js';
import { modelName } from './plan/model-name.js';
import { picturePaths } from './plan/plan-checkpoint.js';
import { filesRead } from './plan/plan-picture.js';
import { optionsForStyle, refuseTimes, wayOf } from './plan/style-options.js';
import { keepSource } from './regions/keep-source.js';
import { readRegions } from './regions/read-regions.js';
import { paintPicture, regionsOf } from './stylize-image.js';

/** The frame of a clip that is to be painted, with the plan of a picture. */
interface StillPlan {
  readonly plan: PicturePlan;
  /** As it is painted, bars and all. */
  readonly frame: Image;
  readonly area: ActiveArea;
  /** Files that are read. */
  readonly inputs: readonly string[];
}

/**
 * Paints one frame of a clip as a picture of its own, at the size at which a job paints the clip: to look at, or to paint
 * over and to give to a job as a key frame. At quality `high` where nothing else is said.
 *
 * @param time of the frame, as `options.start` has it
 * @param output path of the picture to write; its extension names the format
 * @throws {InputError} for a time beyond the clip; else as `stylizeVideo`
 */
export async function stylizeStill(
  input: string,
  style: string,
  output: string,
  time: Moment,
  options: StylizeOptionsInput = {},
  control: JobControl = {},
): Promise<StylizeReport> {
  const { signal, onProgress } = control;
  const guard = await SourceGuard.of(isUrl(input) ? [] : [input]);
  const paths = { input, style, output };
  const { plan, frame, area, inputs } = await planStill(paths, time, options, signal);
  const explanations = Explanations.of(plan, control);
  const { picture, ...painted } = await paintPicture(plan, { signal, onProgress }, explanations);
  await guard.check();
  const began = performance.now();
  const whole = keepSource(pasteIntoFrame(frame, area, picture), frame, (await regionsOf(plan))?.keep);
  await writeStill(output, whole, { overwrite: plan.options.overwrite, inputs });
  painted.clock.add({ encode: (performance.now() - began) / 1000 });
  await explanations?.write();
  return finishReport(plan, painted, onProgress);
}

async function planStill(
  paths: JobPaths,
  time: Moment,
  given: StylizeOptionsInput,
  signal: AbortSignal | undefined,
): Promise<StillPlan> {
  const { input, style, output } = paths;
  const chosen = await optionsForStyle(style, given);
  const way = await wayOf(style, chosen);
  const ownQuality = given.quality !== undefined || chosen.fast;
  const options = ownQuality ? chosen : await highQuality(style, given, chosen);
  refuseTimes(options, 'a single frame');
  refuseFinish(options);
  const info = await probe(input, { ...options, signal });
  if (info.kind !== 'video') {
    throw new UsageError(
      `Expected \`${input}\` to be a clip, got a picture: paint it with \`nst-video\` itself`,
    );
  }
  const size = fitSize(info.video, options.size);
  const inputs = [...filesRead(paths, options), ...picturePaths(info)];
  await checkFile(output, { overwrite: options.overwrite, inputs });
  await checkExplain(options, 1, inputs, undefined);
  await checkStillFormat(output, size);
  const selection = { first: frameNumber(info, time), count: 1 };
  const region = masksAt(options, info, selection.first);
  const regions = await readRegions({ ...options, region }, { info, size, selection });
  const frame = await decodedFrame(info, selection, size, options, signal);
  const area = await activeAreaOf(info, size, selectFrames(info), options.ffmpegTimeout, signal);
  const painter = options.fast ? undefined : await readPainterInputs(style, area, options, 'picture', signal);
  const plan: PicturePlan = {
    kind: 'image',
    paths,
    options,
    info: {
      kind: 'image',
      path: info.path,
      format: 'frame',
      width: info.video.width,
      height: info.video.height,
      notices: [],
    },
    source: cropToArea(frame, area),
    still: { selection, area },
    size,
    outputSize: size,
    way,
    model: modelName(way, style, options, 'picture'),
    painter,
    fast: options.fast
      ? await readFastInputs(style, area, options, fineTuneSteps(options, area, 'picture', 1))
      : undefined,
    regions,
    notices: [...info.notices, ...(painter?.notices ?? [])],
    problems: [],
  };
  return { plan, frame, area, inputs };
}

/** The options at quality `high`, where the style is painted at one or another. */
async function highQuality(
  style: string,
  given: StylizeOptionsInput,
  otherwise: StylizeOptions,
): Promise<StylizeOptions> {
  return optionsForStyle(style, { ...given, quality: 'high' }).catch((error: unknown) => {
    // A network file has one quality, and refuses the option.
    if (error instanceof UsageError) return otherwise;
    throw error;
  });
}

/** @throws UsageError: the job that the frame is given to acts on it as on all others */
function refuseFinish(options: StylizeOptions): void {
  const table: OptionTable = libraryOptions;
  for (const [name, value] of Object.entries(options)) {
    const { group, default: otherwise } = table[name]!;
    if (group !== 'Finish' || isDeepStrictEqual(value, otherwise)) continue;
    throw new UsageError(
      `Expected \`${flagOf(name)}\` for a job, got a single frame: leave it out, the job has it for all frames`,
    );
  }
}

/** @throws InputError for a time beyond the last frame */
function frameNumber(info: VideoInfo, time: Moment): number {
  const frame = frameOf(info, time, '--at');
  if (frame < info.video.frameCount) return frame;
  throw new InputError(
    `Expected \`--at\` to name a frame of \`${info.path}\`, whose last is \`${info.video.frameCount - 1}f\`, got \`${time}\``,
  );
}

/**
 * The regions of a job as they are at one frame: of pictures that are followed, that of this frame.
 *
 * @throws UsageError where there is none
 */
function masksAt({ region }: StylizeOptions, info: VideoInfo, frame: number): RegionOption[] {
  return region.map((one) => {
    const name = readMaskName(one.mask);
    if (name.kind !== 'followed') return one;
    const own = name.pictures.find(({ at }) => frameOf(info, at, '--region') === frame);
    if (own) return { ...one, mask: own.path };
    throw new UsageError(
      `Expected a mask of frame ${frame}, such as \`--region mask.png@${frame}f=…\`, got \`${one.mask}\`: a mask is followed from frame to frame in a job, and this paints one frame alone`,
    );
  });
}

async function decodedFrame(
  info: VideoInfo,
  selection: FrameSelection,
  { width, height }: Size,
  { ffmpegTimeout: timeoutSeconds }: StylizeOptions,
  signal: AbortSignal | undefined,
): Promise<Image> {
  const decoding = { width, height, selection, timeoutSeconds, signal };
  for await (const { bytes } of decodeFrames(info, decoding)) return imageFromRgb24(bytes, width, height);
  throw new InputError(`Frame ${selection.first} of \`${info.path}\` could not be decoded`);
}
