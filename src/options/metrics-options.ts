import { flag, integer, optional, orWord, text, texts } from './basic-types.js';
import { distances, time } from './job-types.js';
import { optionsUnder } from './option.js';
import { sourcePart } from './source-part.js';

const file = (what: string) => optional(text('file', `the path of ${what} to write`));

/** The options of `nst-video metrics`. */
export const metricsOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    source: {
      type: optional(text('video', 'the path of a video or a folder of pictures')),
      defaultText: 'required',
      doc: 'The clip that the render was made from; flow, masks and cuts are computed from it.',
      everyday: true,
    },
    compare: {
      type: texts('video', 'the path of a video or a folder of pictures'),
      doc: 'Another render of the same source, to compare with the first; can be given several times.',
      everyday: true,
    },
    start: { ...sourcePart.start, everyday: true },
    end: { ...sourcePart.end, everyday: true },
    duration: {
      type: orWord(time({ positive: true }), 'rest'),
      default: 'rest',
      doc: 'How much of the source to measure; `rest` continues to the end.',
      everyday: true,
    },
    startNumber: sourcePart.startNumber,
    size: {
      type: orWord(integer({ min: 32, max: 8192 }), 'own'),
      default: 'own',
      unit: 'pixels',
      doc: 'Longer side at which frames are measured; `own` is the size of the first render.',
    },
  }),
  ...optionsUnder('Steadiness', {
    gaps: {
      type: distances(1000),
      default: [1, 5, 10, 20],
      unit: 'frames',
      doc: 'Distances between the two frames of a pair for the warping error; as many frames as the largest are kept in memory.',
    },
    tof: {
      type: flag(),
      default: true,
      doc: 'Skip tOF, which needs the flow of every frame of every render.',
    },
  }),
  ...optionsUnder('Look', {
    style: {
      type: optional(text('image', 'the path of a picture')),
      short: 's',
      doc: 'The painting; if given, the style distance is measured too.',
      everyday: true,
    },
    distances: {
      type: flag(),
      default: true,
      doc: 'Skip the content and style distances, which need the network.',
    },
  }),
  ...optionsUnder('Network and device', {
    model: {
      type: text(
        'model',
        'embedded, the name of an installed model or the path of a safetensors or ONNX file',
      ),
      default: 'embedded',
      doc: 'Network used to measure the distances: `embedded`, an installed one such as `vgg19`, or a file.',
    },
  }),
  ...optionsUnder('Reporting', {
    json: {
      type: file('a file'),
      doc: 'Write all results, per frame, shot and clip, as JSON; `-` prints them instead of the table.',
      everyday: true,
    },
    csv: {
      type: file('a file'),
      doc: 'Write one row for each frame of each render, as CSV.',
    },
    html: {
      type: file('a file'),
      doc: 'Write a report with charts, a table and the worst frames as a single self-contained file.',
      everyday: true,
    },
    heatmap: {
      type: file('a video'),
      doc: 'Write a video that shows where the first render is unsteady, at the first gap.',
      everyday: true,
    },
    overwrite: { type: flag(), doc: 'Replace output files that already exist.' },
    quiet: { type: flag(), doc: 'Print only the result, no progress.' },
  }),
});
