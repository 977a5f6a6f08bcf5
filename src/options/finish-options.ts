import { flag, number, optional, text } from './basic-types.js';
import { optionsUnder } from './option.js';

/** What is done to the whole picture when it is painted, on its way into the file: part of `libraryOptions`. */
export const finishOptions = Object.freeze({
  ...optionsUnder('Finish', {
    sharpen: {
      type: number({ min: 0, max: 3 }),
      default: 0,
      doc: 'Sharpen the finished picture: how much of its finest light and shade is added to it once more.',
      keepsFrames: true,
    },
    contrast: {
      type: number({ min: 0, max: 3 }),
      default: 1,
      doc: 'Contrast of the finished picture around middle grey: below 1 flatter, above 1 harder.',
      keepsFrames: true,
    },
    saturation: {
      type: number({ min: 0, max: 3 }),
      default: 1,
      doc: 'Saturation of the finished picture: 0 is grey, above 1 more colourful.',
      keepsFrames: true,
    },
    grain: {
      type: number({ min: 0, max: 1 }),
      default: 0,
      doc: 'Add grain to the finished picture, strongest in its middle tones: 0.2 is fine, 1 coarse. It stands still unless `--grain-moves` is given.',
      keepsFrames: true,
    },
    grainMoves: {
      type: flag(),
      doc: 'Give each frame other grain, as film has it.',
      keepsFrames: true,
    },
    filter: {
      type: optional(text('filters', "a chain of FFmpeg's filters, such as eq=gamma=1.1,unsharp")),
      doc: "FFmpeg's own filters for the finished picture, as the last step: only those that open no file and keep size and time (docs/control.md).",
      keepsFrames: true,
    },
  }),
});
