import { probe } from '../decode/probe/probe.js';
import { readStill } from '../decode/still.js';
import { checkStillFormat, checkStillOutput, writeStill } from '../encode/picture/still.js';
import { UsageError } from '../errors.js';
import { type Image, imageFromRgb24, imageToRgb24 } from '../image.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import { resolveOptions, type StylizeOptionsInput } from '../options/resolve.js';
import type { StylizeReport } from '../report.js';
import { upsample } from '../upsample/upsample.js';
import { SourceGuard } from '../work/source-guard.js';
import { outputSizeOf } from './enlarge-frames.js';
import type { PictureSize } from './frame-bytes.js';
import { JobClock } from './job-clock.js';
import { addMargin, removeMargin } from './margin.js';
import { openStudio } from './studio.js';
import type { JobControl } from './stylize-video.js';

/**
 * Stylizes a still picture: what a shot's first frame would become.
 *
 * @param output path of the picture to write; its extension names the format
 * @throws as `stylizeVideo`
 */
export async function stylizeImage(
  input: string,
  style: string,
  output: string,
  options: StylizeOptionsInput = {},
  { signal, onProgress }: JobControl = {},
): Promise<StylizeReport> {
  const resolved = resolveOptions(options);
  const writing = { overwrite: resolved.overwrite, inputs: [...(isUrl(input) ? [] : [input]), style] };
  await checkStillOutput(output, writing);
  const guard = await SourceGuard.of(isUrl(input) ? [] : [input]);
  const info = await probe(input, { ...resolved, ...(signal ? { signal } : {}) });
  if (info.kind !== 'image') {
    throw new UsageError(`Expected \`${input}\` to be a picture, got a clip: use stylizeVideo instead`);
  }
  const source = await readStill(input, resolved.size);
  const size = { width: source.width, height: source.height };
  const large = outputSizeOf(info, size, resolved);
  checkStillFormat(output, large);
  await using studio = await openStudio(style, size, resolved, 'picture', signal);
  const { stylizer } = studio;
  const clock = new JobClock(1, { first: [stylizer.courses.first], later: [] }, onProgress);
  onProgress?.({
    ...{ type: 'plan', kind: 'image', input, style, output, options: resolved },
    ...{ sourceWidth: info.width, sourceHeight: info.height, ...size, frames: 1, fps: null, duration: null },
    ...{ outputWidth: large.width, outputHeight: large.height },
    ...{ audioStreams: 0, device: studio.device.description, model: studio.model },
  });
  for (const text of info.notices) onProgress?.({ type: 'notice', text });
  const painting = stylizer.paintFirst(addMargin(source), 0, {
    ...(signal ? { signal } : {}),
    onEvaluation: (event) => {
      clock.evaluated(event, stylizer.courses.first);
      onProgress?.({ type: 'evaluation', frame: 0, ...event });
    },
  });
  const painted = await painting.catch((error: unknown) => {
    throw signal?.aborted ? error : studio.explain(error);
  });
  clock.add({ optimise: clock.elapsed });
  const { evaluations, terms: loss } = painted;
  const frame = { index: 0, time: 0, shot: 0, evaluations, loss, reliable: null, concealed: false };
  clock.frameDone(true, evaluations);
  onProgress?.({ type: 'frame', ...frame, seconds: { ...clock.seconds } });
  const began = performance.now();
  const picture = await enlarged(removeMargin(painted.image), input, large);
  await guard.check();
  await writeStill(output, picture, writing);
  clock.add({ encode: (performance.now() - began) / 1000 });
  onProgress?.({ type: 'done', output, frames: 1, seconds: clock.elapsed, later: null });
  return {
    ...{ input, output, frames: [frame], concealedFrames: 0, fps: null, size: large },
    ...{ model: studio.model, device: studio.device.description, options: resolved },
    seconds: { ...clock.seconds, total: clock.elapsed },
    secondsPerFrame: clock.seconds.optimise,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** A painted picture at the output's size, guided by the picture that it was painted from. */
async function enlarged(painted: Image, input: string, large: PictureSize): Promise<Image> {
  if (painted.width === large.width && painted.height === large.height) return painted;
  const source = await readStill(input, Math.max(large.width, large.height));
  const bytes = upsample(imageToRgb24(painted), painted, imageToRgb24(source), large);
  return imageFromRgb24(bytes, large.width, large.height);
}
