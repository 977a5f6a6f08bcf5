import { probe } from '../../decode/probe/probe.js';
import { readStill } from '../../decode/still.js';
import { checkFile } from '../../encode/output/may-write.js';
import { tryFilters } from '../../encode/picture/finish-filter.js';
import { checkStillFormat } from '../../encode/picture/still.js';
import { UsageError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import { outputSizeOf } from '../enlarge-frames.js';
import { checkExplain } from '../explain/frames-to-explain.js';
import { readFastInputs } from '../fast-painter.js';
import { fineTuneSteps } from '../fine-tuning.js';
import { readPainterInputs } from '../painter.js';
import { readRegions } from '../regions/read-regions.js';
import type { JobPaths, PicturePlan, PlanControl } from './job-plan.js';
import { modelName } from './model-name.js';
import { paintingFiles } from './painting-files.js';
import { Problems } from './problems.js';
import { optionsForStyle, refuseTimes, wayOf } from './style-options.js';

/** The files that a picture's job reads, and must not replace. */
export function filesRead(paths: JobPaths, options: StylizeOptionsInput): string[] {
  const painting = paintingFiles(paths, options);
  return isUrl(paths.input) ? painting : [paths.input, ...painting];
}

/**
 * Plans the stylizing of a still picture.
 *
 * @throws UsageError, InputError where there is no telling what the job would do
 */
export async function planPicture(
  paths: JobPaths,
  given: StylizeOptionsInput = {},
  { signal, foldersToCome, stopAtFirst }: PlanControl = {},
): Promise<PicturePlan> {
  const options = await optionsForStyle(paths.style, given);
  const way = await wayOf(paths.style, options);
  refuseTimes(options, 'a picture, which has no other frames');
  const problems = new Problems(stopAtFirst);
  const { overwrite } = options;
  await problems.of(() =>
    checkFile(paths.output, { overwrite, inputs: filesRead(paths, options), foldersToCome }),
  );
  const info = await probe(paths.input, { ...options, signal });
  if (info.kind !== 'image') {
    throw new UsageError(`Expected \`${paths.input}\` to be a picture, got a clip: use stylizeVideo instead`);
  }
  const source = await readStill(paths.input, options.size);
  const size = { width: source.width, height: source.height };
  const outputSize = outputSizeOf(info, size, options);
  await problems.of(() => checkStillFormat(paths.output, outputSize));
  await problems.of(() => checkExplain(options, 1, filesRead(paths, options), foldersToCome));
  const regions = await problems.of(() => readRegions(options, { info, size }));
  const { filter } = options;
  if (filter !== undefined) await problems.of(() => tryFilters(filter, outputSize, signal));
  const painter = options.fast
    ? undefined
    : await problems.of(() => readPainterInputs(paths.style, size, options, 'picture', signal));
  const fast = options.fast
    ? await problems.of(() =>
        readFastInputs(paths.style, size, options, fineTuneSteps(options, size, 'picture', 1)),
      )
    : undefined;
  return {
    kind: 'image',
    paths,
    options,
    info,
    source,
    size,
    outputSize,
    way,
    model: modelName(way, paths.style, options, 'picture'),
    painter,
    fast,
    regions,
    notices: [...info.notices, ...(painter?.notices ?? [])],
    problems: problems.found,
  };
}
