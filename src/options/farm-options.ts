import { flag, number, optional, text } from './basic-types.js';
import { cliOptions } from './cli-options.js';
import { optionsUnder } from './option.js';
import { divisionOptions, machineOptions } from './shots-options.js';

const { style, output, preview, open, jsonProgress, quiet, verbose } = cliOptions;

const queueOptions = optionsUnder('Input and output', {
  queue: {
    type: optional(text('address', 'an address')),
    defaultText: 'the environment variable NST_VIDEO_QUEUE',
    doc: 'The Redis or Valkey server of the farm: `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS.',
    everyday: true,
  },
  shared: {
    type: optional(text('folder', 'the path of a folder')),
    defaultText: 'none: paths are the same on all machines',
    doc: 'Where this machine has the folder that all machines share, and that jobs are in. A worker touches no job outside it.',
    everyday: true,
  },
});

/** The options of `nst-video worker`. */
export const workerOptions = Object.freeze({
  ...queueOptions,
  ...optionsUnder('Effort', {
    lostAfter: {
      type: number({ min: 1, max: 3600 }),
      default: 30,
      unit: 'seconds',
      doc: 'How long a worker may give no sign of life before its shot is given to another.',
    },
    idle: {
      type: optional(number({ min: 1 })),
      defaultText: 'never',
      unit: 'seconds',
      doc: 'End when there has been nothing to do for so long.',
    },
  }),
  ...machineOptions,
  quiet,
  verbose,
});

/** The options of `nst-video submit` besides those of the job. */
export const submitOptions = Object.freeze({
  style,
  output,
  ...queueOptions,
  ...optionsUnder('Input and output', {
    job: {
      type: optional(text('folder', 'the path of a folder')),
      defaultText: 'hidden, next to the output',
      doc: 'Folder of the job, which all machines must reach; removed when the output is complete, unless `--keep-work` is given.',
    },
    keepWork: {
      type: flag(),
      doc: 'Keep the folder of the job when the output is complete.',
    },
  }),
  ...divisionOptions,
  preview,
  open,
  jsonProgress,
  quiet,
  verbose,
});
