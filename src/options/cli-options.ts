import { flag, integer, optional, text } from './basic-types.js';
import { type OptionDefinition, option } from './option.js';

/** The options of the command line alone: where things go, and what is reported on the way. */
export const cliOptions = Object.freeze({
  style: option({
    type: optional(text('image', 'the path of a picture')),
    default: undefined,
    defaultText: 'required',
    short: 's',
    group: 'Input and output',
    doc: 'The painting whose style is applied to the clip.',
    everyday: true,
  }),
  output: option({
    type: optional(text('file', 'the path of a file to write')),
    default: undefined,
    defaultText: '`<input>.<style>.<ext>` next to the input',
    short: 'o',
    group: 'Input and output',
    doc: 'Where to write the result.',
    everyday: true,
  }),
  outDir: option({
    type: optional(text('folder', 'the path of a folder')),
    default: undefined,
    defaultText: 'next to each input',
    group: 'Input and output',
    doc: 'Folder for the results, created if missing; use it for several inputs.',
    everyday: true,
  }),
  jobsAtOnce: option({
    type: integer({ min: 1, max: 64 }),
    default: 1,
    group: 'Input and output',
    doc: 'Number of inputs to process at the same time; a single job already uses all cores.',
  }),
  skipExisting: option({
    type: flag(),
    default: false,
    group: 'Input and output',
    doc: 'Skip inputs whose output already exists.',
  }),
  dryRun: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Show what would be done and any problems found, without doing it.',
    everyday: true,
  }),
  report: option({
    type: optional(text('json', 'the path of a file to write')),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write a JSON report with the times and losses of every frame; with several inputs, a list of reports.',
  }),
  preview: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Watch the job in the browser: newest frame, losses, flow, time left, and a stop button.',
    everyday: true,
  }),
  open: option({
    type: flag(),
    default: true,
    group: 'Reporting',
    doc: 'With `--preview`, only print the address; do not open a browser.',
  }),
  jsonProgress: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print progress to standard output, one JSON object per line.',
  }),
  quiet: option({ type: flag(), default: false, group: 'Reporting', doc: 'Print only errors.' }),
  verbose: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print every frame with its losses and times, and the stack trace of errors.',
  }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
