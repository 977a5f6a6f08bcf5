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
    doc: 'A painting to try; can be given several times.',
    everyday: true,
  }),
  set: option({
    type: texts('options', 'options with values, such as style-weight=60,temporal-weight=100'),
    default: [],
    defaultText: 'the other options given',
    group: 'Look',
    doc: 'A set of options to try with each painting, on top of the other options given; can be given several times.',
    everyday: true,
  }),
  windows: option({
    type: orWord(integer({ min: 1, max: 16 }), 'auto'),
    default: 'auto',
    defaultText: 'auto, one per shot, at most 4',
    group: 'Input and output',
    doc: 'How many short parts of the clip to try: from the longest shots, several from one shot if necessary.',
    everyday: true,
  }),
  windowLength: option({
    type: number({ min: 0.1, max: 30 }),
    default: 1,
    unit: 'seconds',
    group: 'Input and output',
    doc: 'Length of each window, placed around the strongest motion.',
    everyday: true,
  }),
  draftSize: option({
    type: integer({ min: 32, max: 1024 }),
    default: 256,
    unit: 'pixels',
    group: 'Effort',
    doc: 'Longer side of the drafts; `--size` is for the final job.',
  }),
  draftQuality: option({
    type: choice('draft', 'normal', 'high'),
    default: 'draft',
    group: 'Effort',
    doc: 'Quality of the drafts; `--quality` is for the final job.',
  }),
  html: option({
    type: optional(text('file', 'the path of a file to write')),
    default: undefined,
    defaultText: 'none: the sheet opens in the browser',
    group: 'Reporting',
    doc: 'Write the contact sheet as a single self-contained file.',
    everyday: true,
  }),
  open: option({
    type: flag(),
    default: true,
    group: 'Reporting',
    doc: 'Only print the address of the sheet; do not open a browser.',
    everyday: true,
  }),
  quiet: option({ type: flag(), default: false, group: 'Reporting', doc: 'Print only errors.' }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
