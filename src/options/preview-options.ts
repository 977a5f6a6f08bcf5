import { flag, integer, optional, orWord, text } from './basic-types.js';
import { distances, time } from './job-types.js';
import { type OptionDefinition, option } from './option.js';

/** The options of `nst-video preview`. */
export const previewOptions = Object.freeze({
  source: option({
    type: optional(text('video', 'the path of a video or a folder of pictures')),
    default: undefined,
    defaultText: 'required',
    group: 'Input and output',
    doc: 'What the renders were made from.',
  }),
  start: option({
    type: time(),
    default: 0,
    group: 'Input and output',
    doc: 'Where in the source to begin; a render as long as the part is taken as a render of that part.',
  }),
  end: option({
    type: orWord(time({ positive: true }), 'rest'),
    default: 'rest',
    group: 'Input and output',
    doc: 'Where in the source to stop: the frame there is left out; `rest` goes on to its end. Not with `--duration`.',
  }),
  duration: option({
    type: orWord(time({ positive: true }), 'rest'),
    default: 'rest',
    group: 'Input and output',
    doc: 'How much of the source to show; `rest` goes on to its end.',
  }),
  copies: option({
    type: flag(),
    default: false,
    group: 'Input and output',
    doc: 'Play copies in a format that every browser knows, even of clips that it should play as they are.',
  }),
  open: option({
    type: flag(),
    default: true,
    group: 'Input and output',
    doc: 'Print the address only, open no browser.',
  }),
  size: option({
    type: orWord(integer({ min: 32, max: 8192 }), 'own'),
    default: 512,
    unit: 'pixels',
    group: 'Steadiness',
    doc: 'Longer side of the pictures that are measured, never enlarged; `own` is the first render’s.',
  }),
  gaps: option({
    type: distances(1000),
    default: [1, 10],
    unit: 'frames',
    group: 'Steadiness',
    doc: 'Distances of the two frames of a pair for the warping error.',
  }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
