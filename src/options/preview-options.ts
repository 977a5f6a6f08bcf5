import { flag, integer, optional, orWord, text } from './basic-types.js';
import { distances, time } from './job-types.js';
import { optionsUnder } from './option.js';

/** The options of `nst-video preview`. */
export const previewOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    source: {
      type: optional(text('video', 'the path of a video or a folder of pictures')),
      defaultText: 'required',
      doc: 'The clip that the renders were made from.',
    },
    start: {
      type: time(),
      default: 0,
      doc: 'Where in the source to start; a render that is exactly as long as the selected part is taken to be a render of that part.',
    },
    end: {
      type: orWord(time({ positive: true }), 'rest'),
      default: 'rest',
      doc: 'Where in the source to stop, not including the frame there; `rest` continues to the end. Cannot be combined with `--duration`.',
    },
    duration: {
      type: orWord(time({ positive: true }), 'rest'),
      default: 'rest',
      doc: 'How much of the source to show; `rest` continues to the end.',
    },
    startNumber: {
      type: orWord(integer({ min: 0, max: 2_147_483_647 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, the lowest',
      doc: 'Number of the first picture to use where the source is a pattern such as `frames/%04d.png`; renders begin at their lowest number.',
    },
    copies: {
      type: flag(),
      default: false,
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
