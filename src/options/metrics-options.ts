import { flag, integer, optional, orWord, text } from './basic-types.js';
import { distances, time } from './job-types.js';
import { type OptionDefinition, option } from './option.js';
import { texts } from './repeated-types.js';

const file = (what: string) => optional(text('file', `the path of ${what} to write`));

/** The options of `nst-video metrics`. */
export const metricsOptions = Object.freeze({
  source: option({
    type: optional(text('video', 'the path of a video or a folder of pictures')),
    default: undefined,
    defaultText: 'required',
    group: 'Input and output',
    doc: 'The clip that the render was made from; flow, masks and cuts are computed from it.',
    everyday: true,
  }),
  compare: option({
    type: texts('video', 'the path of a video or a folder of pictures'),
    default: [],
    defaultText: 'none',
    group: 'Input and output',
    doc: 'Another render of the same source, to compare with the first; can be given several times.',
    everyday: true,
  }),
  start: option({
    type: time(),
    default: 0,
    group: 'Input and output',
    doc: 'Where in the source to start; a render that is exactly as long as the selected part is taken to be a render of that part.',
    everyday: true,
  }),
  end: option({
    type: orWord(time({ positive: true }), 'rest'),
    default: 'rest',
    group: 'Input and output',
    doc: 'Where in the source to stop, not including the frame there; `rest` continues to the end. Cannot be combined with `--duration`.',
    everyday: true,
  }),
  duration: option({
    type: orWord(time({ positive: true }), 'rest'),
    default: 'rest',
    group: 'Input and output',
    doc: 'How much of the source to measure; `rest` continues to the end.',
    everyday: true,
  }),
  startNumber: option({
    type: orWord(integer({ min: 0, max: 2_147_483_647 }), 'auto'),
    default: 'auto',
    defaultText: 'auto, the lowest',
    group: 'Input and output',
    doc: 'Number of the first picture to use where the source is a pattern such as `frames/%04d.png`; renders begin at their lowest number.',
  }),
  size: option({
    type: orWord(integer({ min: 32, max: 8192 }), 'own'),
    default: 'own',
    unit: 'pixels',
    group: 'Input and output',
    doc: 'Longer side at which frames are measured; `own` is the size of the first render.',
  }),
  gaps: option({
    type: distances(1000),
    default: [1, 5, 10, 20],
    unit: 'frames',
    group: 'Steadiness',
    doc: 'Distances between the two frames of a pair for the warping error; as many frames as the largest are kept in memory.',
  }),
  tof: option({
    type: flag(),
    default: true,
    group: 'Steadiness',
    doc: 'Skip tOF, which needs the flow of every frame of every render.',
  }),
  style: option({
    type: optional(text('image', 'the path of a picture')),
    default: undefined,
    defaultText: 'none',
    short: 's',
    group: 'Look',
    doc: 'The painting; if given, the style distance is measured too.',
    everyday: true,
  }),
  distances: option({
    type: flag(),
    default: true,
    group: 'Look',
    doc: 'Skip the content and style distances, which need the network.',
  }),
  model: option({
    type: text('model', 'embedded, the name of an installed model or the path of a safetensors or ONNX file'),
    default: 'embedded',
    group: 'Network and device',
    doc: 'Network used to measure the distances: `embedded`, an installed one such as `vgg19`, or a file.',
  }),
  json: option({
    type: file('a file'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write all results, per frame, shot and clip, as JSON; `-` prints them instead of the table.',
    everyday: true,
  }),
  csv: option({
    type: file('a file'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write one row for each frame of each render, as CSV.',
  }),
  html: option({
    type: file('a file'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write a report with charts, a table and the worst frames as a single self-contained file.',
    everyday: true,
  }),
  heatmap: option({
    type: file('a video'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write a video that shows where the first render is unsteady, at the first gap.',
    everyday: true,
  }),
  overwrite: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Replace output files that already exist.',
  }),
  quiet: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print only the result, no progress.',
  }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
