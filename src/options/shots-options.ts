import { choice, integer, number, optional, orWord, text } from './basic-types.js';
import { cliOptions } from './cli-options.js';
import { shotNumbers } from './job-types.js';
import { optionsUnder } from './option.js';

const { style, report, jsonProgress, quiet, verbose } = cliOptions;

/** How a clip is divided among machines. */
export const divisionOptions = optionsUnder('Effort', {
  splitShots: {
    type: orWord(number({ min: 1, max: 86_400 }), 'off'),
    default: 'off',
    unit: 'seconds',
    doc: 'Split longer shots into parts that are painted apart and fade into each other over sixteen frames; without it, the result is that of one machine to the byte.',
  },
});

/** The options of `nst-video plan` besides those of the job. */
export const planOptions = Object.freeze({
  style,
  ...optionsUnder('Input and output', {
    output: {
      type: optional(text('folder', 'the path of a folder')),
      defaultText: 'required',
      short: 'o',
      doc: 'Folder of the job, new or empty: the plan, the painted shots, and copies of the style and of a network of your own.',
      everyday: true,
    },
    render: {
      type: optional(text('file', 'the path of a file to write')),
      defaultText: '`<input>.<style>.<ext>` next to the input',
      doc: 'Where `nst-video assemble` writes the result.',
      everyday: true,
    },
  }),
  ...divisionOptions,
  quiet,
  verbose,
});

/** What a machine may do otherwise than planned: no frame depends on the threads, nor, but for rounding, on the device. */
export const machineOptions = optionsUnder('Network and device', {
  device: {
    type: optional(choice('auto', 'cpu', 'webgpu', 'cuda', 'tensorflow')),
    defaultText: 'as planned',
    doc: 'Where to compute on this machine.',
  },
  threads: {
    type: optional(orWord(integer({ min: 1, max: 256 }), 'auto')),
    defaultText: 'as planned',
    doc: 'Number of CPU threads to use on this machine.',
  },
});

/** The options of `nst-video paint`. */
export const paintOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    shot: {
      type: shotNumbers(),
      default: 'all',
      doc: 'Which shots to paint, counted from 1: one (`7`), a range (`3-9`), a list of both (`1,4-6`), or `all`.',
      everyday: true,
    },
  }),
  ...machineOptions,
  jsonProgress,
  quiet,
  verbose,
});

/** The options of `nst-video assemble`. */
export const assembleOptions = Object.freeze({ report, jsonProgress, quiet, verbose });
