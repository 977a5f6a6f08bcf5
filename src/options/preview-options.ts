import { flag, integer, optional, orWord, text } from './basic-types.js';
import { distances, time } from './job-types.js';
import { optionsUnder } from './option.js';
import { sourcePart } from './source-part.js';

/** The options of `nst-video preview`. */
export const previewOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    source: {
      type: optional(text('video', 'the path of a video or a folder of pictures')),
      defaultText: 'required',
      doc: 'The clip that the renders were made from.',
    },
    start: sourcePart.start,
    end: sourcePart.end,
    duration: {
      type: orWord(time({ positive: true }), 'rest'),
      default: 'rest',
      doc: 'How much of the source to show; `rest` continues to the end.',
    },
    startNumber: sourcePart.startNumber,
    copies: {
      type: flag(),
      doc: 'Play copies in a format that every browser supports, even for clips that it should play directly.',
    },
    open: {
      type: flag(),
      default: true,
      doc: 'Only print the address; do not open a browser.',
    },
  }),
  ...optionsUnder('Steadiness', {
    size: {
      type: orWord(integer({ min: 32, max: 8192 }), 'own'),
      default: 512,
      unit: 'pixels',
      doc: 'Longer side at which frames are measured, never enlarged; `own` is the size of the first render.',
    },
    gaps: {
      type: distances(1000),
      default: [1, 10],
      unit: 'frames',
      doc: 'Distances between the two frames of a pair for the warping error.',
    },
  }),
});
