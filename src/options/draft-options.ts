import { choice, flag, integer, number, optional, orWord, text, texts } from './basic-types.js';
import { optionsUnder } from './option.js';

/** The options of `nst-video draft` besides those of the job that it is a draft of. */
export const draftOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    style: {
      type: texts('image', 'the path of a picture or of a network file'),
      defaultText: 'required',
      short: 's',
      doc: 'A painting, or a network file, to try; can be given several times.',
      everyday: true,
    },
    windows: {
      type: orWord(integer({ min: 1, max: 16 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, one per shot, at most 4',
      doc: 'How many short parts of the clip to try: from the longest shots, several from one shot if necessary.',
      everyday: true,
    },
    windowLength: {
      type: number({ min: 0.1, max: 30 }),
      default: 1,
      unit: 'seconds',
      doc: 'Length of each window, placed around the strongest motion.',
      everyday: true,
    },
  }),
  ...optionsUnder('Look', {
    set: {
      type: texts('options', 'options with values, such as style-weight=60,temporal-weight=100'),
      defaultText: 'the other options given',
      doc: 'A set of options to try with each painting, on top of the other options given; can be given several times.',
      everyday: true,
    },
  }),
  ...optionsUnder('Effort', {
    draftSize: {
      type: integer({ min: 32, max: 1024 }),
      default: 256,
      unit: 'pixels',
      doc: 'Longer side of the drafts; `--size` is for the final job.',
    },
    draftQuality: {
      type: choice('draft', 'normal', 'high'),
      default: 'draft',
      doc: 'Quality of the drafts; `--quality` is for the final job.',
    },
  }),
  ...optionsUnder('Reporting', {
    html: {
      type: optional(text('file', 'the path of a file to write')),
      defaultText: 'none: the sheet opens in the browser',
      doc: 'Write the contact sheet as a single self-contained file.',
      everyday: true,
    },
    open: {
      type: flag(),
      default: true,
      doc: 'Only print the address of the sheet; do not open a browser.',
      everyday: true,
    },
    quiet: { type: flag(), doc: 'Print only errors.' },
  }),
});
