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
    doc: 'What the render was made from; flow, masks and cuts come from it.',
    everyday: true,
  }),
  compare: option({
    type: texts('video', 'the path of a video or a folder of pictures'),
    default: [],
    defaultText: 'none',
    group: 'Input and output',
    doc: 'Another render of the same source, to be put beside the first; may be given several times.',
    everyday: true,
  }),
  start: option({
    type: time(),
    default: 0,
    group: 'Input and output',
    doc: 'Where in the source to begin; a render as long as the part is taken as a render of that part.',
    everyday: true,
  }),
  end: option({
    type: orWord(time({ positive: true }), 'rest'),
    default: 'rest',
    group: 'Input and output',
    doc: 'Where in the source to stop: the frame there is left out; `rest` goes on to its end. Not with `--duration`.',
    everyday: true,
  }),
  duration: option({
    type: orWord(time({ positive: true }), 'rest'),
    default: 'rest',
    group: 'Input and output',
    doc: 'How much of the source to measure; `rest` goes on to its end.',
    everyday: true,
  }),
  size: option({
    type: orWord(integer({ min: 32, max: 8192 }), 'own'),
    default: 'own',
    unit: 'pixels',
    group: 'Input and output',
    doc: 'Longer side of the pictures that are measured; `own` is the first render’s.',
  }),
  gaps: option({
    type: distances(1000),
    default: [1, 5, 10, 20],
    unit: 'frames',
    group: 'Steadiness',
    doc: 'Distances of the two frames of a pair for the warping error; frames of the largest are held in memory.',
  }),
  tof: option({
    type: flag(),
    default: true,
    group: 'Steadiness',
    doc: 'Leave out tOF, which costs the flow of every frame of every render.',
  }),
  style: option({
    type: optional(text('image', 'the path of a picture')),
    default: undefined,
    defaultText: 'none',
    short: 's',
    group: 'Look',
    doc: 'The painting: measures the style distance, too.',
    everyday: true,
  }),
  distances: option({
    type: flag(),
    default: true,
    group: 'Look',
    doc: 'Leave out content and style distance, which need the network.',
  }),
  model: option({
    type: text('model', 'embedded, the name of an installed model or the path of a safetensors or ONNX file'),
    default: 'embedded',
    group: 'Network and device',
    doc: 'Network that distances are measured with: `embedded`, an installed one such as `vgg19`, or a file.',
  }),
  json: option({
    type: file('a file'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write everything, per frame, shot and clip, as JSON; `-` prints it instead of the table.',
    everyday: true,
  }),
  csv: option({
    type: file('a file'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write a row for each frame of each render.',
  }),
  html: option({
    type: file('a file'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write a report with charts, table and the worst frames: one file that needs no network.',
    everyday: true,
  }),
  heatmap: option({
    type: file('a video'),
    default: undefined,
    defaultText: 'none',
    group: 'Reporting',
    doc: 'Write a video that shows where the first render is unsteady, at the first of the gaps.',
    everyday: true,
  }),
  overwrite: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Replace output files that exist already.',
  }),
  quiet: option({
    type: flag(),
    default: false,
    group: 'Reporting',
    doc: 'Print the result only, no progress.',
  }),
}) satisfies Readonly<Record<string, OptionDefinition<unknown>>>;
