import { flag, integer, optional, text } from './basic-types.js';
import { optionsUnder } from './option.js';

/** The options of the command line alone: where things go, and what is reported on the way. */
export const cliOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    style: {
      type: optional(text('image', 'the path of a picture or of a network file')),
      defaultText: 'required',
      short: 's',
      doc: 'The painting whose style is applied to the clip, or a network that paints in one style (ONNX, see docs/models.md).',
      everyday: true,
    },
    output: {
      type: optional(text('file', 'the path of a file to write')),
      defaultText: '`<input>.<style>.<ext>` next to the input',
      short: 'o',
      doc: 'Where to write the result.',
      everyday: true,
    },
    outDir: {
      type: optional(text('folder', 'the path of a folder')),
      defaultText: 'next to each input',
      doc: 'Folder for the results, created if missing; use it for several inputs.',
      everyday: true,
    },
    jobsAtOnce: {
      type: integer({ min: 1, max: 64 }),
      default: 1,
      doc: 'Number of inputs to process at the same time; a single job already uses all cores.',
    },
    skipExisting: { type: flag(), doc: 'Skip inputs whose output already exists.' },
  }),
  ...optionsUnder('Reporting', {
    dryRun: {
      type: flag(),
      doc: 'Show what would be done and any problems found, without doing it.',
      everyday: true,
    },
    report: {
      type: optional(text('json', 'the path of a file to write')),
      doc: 'Write a JSON report with the times and losses of every frame; with several inputs, a list of reports.',
    },
    preview: {
      type: flag(),
      doc: 'Watch the job in the browser: newest frame, losses, flow, time left, and a stop button.',
      everyday: true,
    },
    open: {
      type: flag(),
      default: true,
      doc: 'With `--preview`, only print the address; do not open a browser.',
    },
    jsonProgress: { type: flag(), doc: 'Print progress to standard output, one JSON object per line.' },
    quiet: { type: flag(), doc: 'Print only errors.' },
    verbose: {
      type: flag(),
      doc: 'Print every frame with its losses and times, and the stack trace of errors.',
    },
  }),
});
