import { flag, integer, optional, text } from './basic-types.js';
import { type OptionDefinition, option } from './option.js';

/** The options of the command line alone: where things go, and what is told on the way. */
export const cliOptions = Object.freeze({
  style: option({
    type: optional(text('image', 'the path of a picture')),
    default: undefined,
    defaultText: 'required',
    short: 's',
    group: 'Input and output',
    doc: 'The painting whose style the clip takes on.',
    everyday: true,
  }),
  output: option({
    type: optional(text('file', 'the path of a file to write')),
    default: undefined,
    defaultText: '`<input>.<style>.<ext>` beside the input',
    short: 'o',
    group: 'Input and output',
    doc: 'Where the result goes.',
    everyday: true,
  }),
  outDir: option({
    type: optional(text('folder', 'the path of a folder')),
    default: undefined,
    defaultText: 'beside each input',
    group: 'Input and output',
    doc: 'Folder for the results, created if missing; for several inputs.',
    everyday: true,
  }),
  jobsAtOnce: option({
    type: integer({ min: 1, max: 64 }),
    default: 1,
    group: 'Input and output',
    doc: 'Inputs that are worked on at the same time; one uses all cores already.',
  }),
  skipExisting: option({
    type: flag(),
    default: false,
    group: 'Input and output',
    doc: 'Pass over inputs whose output is there already.',
  }),
  dryRun: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print what would be done, with all that speaks against it, and do nothing.',
    everyday: true,
  }),
  report: option({
    type: optional(text('json', 'the path of a file to write')),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write what was done, with times and losses of every frame, as JSON; a list where there are several inputs.',
  }),
  preview: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Watch the job in the browser: newest frame, losses, flow, time left, and a button that stops it.',
    everyday: true,
  }),
  open: option({
    type: flag(),
    default: true,
    group: 'Reporting',
    doc: 'With `--preview`, print the address only and open no browser.',
  }),
  jsonProgress: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print progress on standard output as one JSON object a line.',
  }),
  quiet: option({ type: flag(), default: false, group: 'Reporting', doc: 'Print errors only.' }),
  verbose: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print every frame with its losses and times, and the stack of an error.',
  }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
