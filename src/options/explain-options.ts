import { optional, orWord, text } from './basic-types.js';
import { frameNumbers } from './job-types.js';
import { optionsUnder } from './option.js';

/** What a job tells about its frames besides painting them. */
export const explainOptions = Object.freeze(
  optionsUnder('Reporting', {
    explain: {
      type: optional(text('html', 'the path of an .html file to write')),
      doc: 'Write a page that tells why some frames look as they do: what each layer compares and where it pulls, what each weight would change, and which one to turn.',
      keepsFrames: true,
      ways: ['optimising'],
    },
    explainFrames: {
      type: orWord(frameNumbers(), 'auto'),
      default: 'auto',
      defaultText: 'auto: the first, the middle and the last',
      unit: 'frames',
      doc: 'With `--explain`: frames to explain, counted from 0 from the first that is painted.',
      keepsFrames: true,
      ways: ['optimising'],
    },
  }),
);
