import { integer, orWord } from './basic-types.js';
import { time } from './job-types.js';

/** Which part of its source a render is compared with: entries that `metrics` and `preview` share. */
export const sourcePart = {
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
  startNumber: {
    type: orWord(integer({ min: 0, max: 2_147_483_647 }), 'auto'),
    default: 'auto',
    defaultText: 'auto, the lowest',
    doc: 'Number of the first picture to use where the source is a pattern such as `frames/%04d.png`; renders begin at their lowest number.',
  },
} as const;
