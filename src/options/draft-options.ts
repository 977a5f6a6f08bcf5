import { choice, flag, integer, number, optional, orWord, text } from './basic-types.js';
import { type OptionDefinition, option } from './option.js';
import { texts } from './repeated-types.js';

/** The options of `nst-video draft` besides those of the job that it is a draft of. */
export const draftOptions = Object.freeze({
  style: option({
    type: texts('image', 'the path of a picture'),
    default: [],
    defaultText: 'required',
    short: 's',
    group: 'Input and output',
    doc: 'A painting to try; may be given several times.',
    everyday: true,
  }),
  set: option({
    type: texts('options', 'options with values, such as style-weight=60,temporal-weight=100'),
    default: [],
    defaultText: 'the options given beside it',
    group: 'Look',
    doc: 'A set of options to try with each painting, on top of those given beside it; may be given several times.',
    everyday: true,
  }),
  windows: option({
    type: orWord(integer({ min: 1, max: 16 }), 'auto'),
    default: 'auto',
    defaultText: 'auto, one for each shot, at most 4',
    group: 'Input and output',
    doc: 'How many short parts of the clip are tried: from the longest shots, several of a shot where need be.',
    everyday: true,
  }),
  windowLength: option({
    type: number({ min: 0.1, max: 30 }),
    default: 1,
    unit: 'seconds',
    group: 'Input and output',
    doc: 'Length of each of them, round the busiest motion.',
    everyday: true,
  }),
  draftSize: option({
    type: integer({ min: 32, max: 1024 }),
    default: 256,
    unit: 'pixels',
    group: 'Effort',
    doc: 'Longer side of the drafts; `--size` is that of the job to come.',
  }),
  draftQuality: option({
    type: choice('draft', 'normal', 'high'),
    default: 'draft',
    group: 'Effort',
    doc: 'Quality of the drafts; `--quality` is that of the job to come.',
  }),
  html: option({
    type: optional(text('file', 'the path of a file to write')),
    default: undefined,
    defaultText: 'none: the sheet is opened in the browser',
    group: 'Reporting',
    doc: 'Write the contact sheet as one file that needs nothing else.',
    everyday: true,
  }),
  open: option({
    type: flag(),
    default: true,
    group: 'Reporting',
    doc: 'Print the address of the sheet only, open no browser.',
    everyday: true,
  }),
  quiet: option({ type: flag(), default: false, group: 'Reporting', doc: 'Print errors only.' }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
