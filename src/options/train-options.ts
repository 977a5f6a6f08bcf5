import { flag, integer, number, optional, text, texts } from './basic-types.js';
import { libraryOptions } from './library-options.js';
import { optionsUnder } from './option.js';

const { device, threads } = libraryOptions;

/** The options of `nst-video train`. */
export const trainOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    on: {
      type: texts('clip|picture|folder', 'the path of a clip, a picture, or a folder of pictures'),
      defaultText: 'required',
      doc: 'What the network learns to paint; can be given several times. The more it resembles what is painted later, the better.',
    },
    output: {
      type: optional(text('file', 'the path of a file to write')),
      defaultText: '`<painting>.onnx` next to the painting',
      short: 'o',
      doc: 'Where to write the network.',
    },
    size: {
      type: integer({ min: 96, max: 2048 }),
      default: 512,
      unit: 'pixels',
      doc: 'Longer side of the pictures that it learns from: the `--size` that it is meant for.',
    },
    overwrite: { type: flag(), doc: 'Replace an existing network.' },
    restart: { type: flag(), doc: 'Discard what an interrupted training has kept, and begin again.' },
  }),
  ...optionsUnder('Look', {
    contentWeight: {
      type: number({ min: 0.05, max: 100 }),
      default: 1,
      doc: 'How strongly the shapes of the source are preserved: larger values give less of the painting.',
    },
    styleScale: {
      type: number({ min: 0.1, max: 4 }),
      default: 1,
      doc: "Longer side of the painting relative to the pictures': larger values give larger strokes.",
    },
  }),
  ...optionsUnder('Effort', {
    steps: {
      type: integer({ min: 1, max: 100_000 }),
      default: 600,
      unit: 'steps',
      doc: 'Training steps.',
    },
  }),
  device,
  threads,
  ...optionsUnder('Reporting', {
    quiet: { type: flag(), doc: 'Print only errors.' },
  }),
});
