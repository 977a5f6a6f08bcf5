import { optional, text } from './basic-types.js';
import { cliOptions } from './cli-options.js';
import { time } from './job-types.js';
import { libraryOptions } from './library-options.js';
import { type OptionTable, optionsUnder } from './option.js';

const { style, report, jsonProgress, quiet, verbose } = cliOptions;

/** The options of `nst-video still` besides those of the job. */
export const stillOptions = Object.freeze({
  style,
  ...optionsUnder('Input and output', {
    at: {
      type: optional(time()),
      defaultText: 'required',
      doc: 'Which frame of the clip to paint: the first at or after that time, as `--start` means it.',
      everyday: true,
    },
    output: {
      type: optional(text('file', 'the path of a picture to write')),
      defaultText: '`<input>.<style>.<time>.png` next to the input',
      short: 'o',
      doc: 'Where to write the picture; its extension names the format.',
      everyday: true,
    },
  }),
  report,
  jsonProgress,
  quiet,
  verbose,
});

/** Of a job's options about files, those that mean something for one frame. */
const ofOneFrame = [
  'stream',
  'inputFps',
  'startNumber',
  'deinterlace',
  'size',
  'overwrite',
  'ffmpegTimeout',
  'allowUrl',
];
/** Of its other options, those that speak of several frames; the finish acts on what a job writes. */
const ofSeveral = ['at', 'keyframe', 'keyframeWeight', 'flowFused', 'initNext'];

/** The options of a job that `nst-video still` takes. */
export const stillJobOptions: OptionTable = Object.freeze(
  Object.fromEntries(
    Object.entries(libraryOptions as OptionTable).filter(([name, { group }]) =>
      group === 'Input and output'
        ? ofOneFrame.includes(name)
        : group !== 'Steadiness' && group !== 'Finish' && !ofSeveral.includes(name),
    ),
  ),
);
