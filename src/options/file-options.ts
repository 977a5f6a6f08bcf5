import { clipCodecNames } from '../formats/codecs.js';
import { presetNames } from '../formats/presets.js';
import { choice, flag, integer, number, orWord, text } from './basic-types.js';
import { audioStreams, rate, streamName, time } from './job-types.js';
import { optionsUnder } from './option.js';

/** The options of what goes in, which part of it, and what is written: part of `libraryOptions`. */
export const fileOptions = Object.freeze({
  ...optionsUnder('Input and output', {
    start: {
      type: time(),
      default: 0,
      doc: 'Where in the clip to start.',
      everyday: true,
    },
    end: {
      type: orWord(time({ positive: true }), 'rest'),
      default: 'rest',
      doc: 'Where in the clip to stop, not including the frame there; `rest` continues to the end. Cannot be combined with `--duration`.',
      everyday: true,
    },
    duration: {
      type: orWord(time({ positive: true }), 'rest'),
      default: 'rest',
      doc: 'How much of the clip to stylize; `rest` continues to the end.',
      everyday: true,
    },
    stream: {
      type: orWord(streamName(), 'auto'),
      default: 'auto',
      defaultText: 'auto, the default stream, else the first',
      doc: 'Which video stream to stylize, if the input has several.',
    },
    audio: {
      type: audioStreams(),
      default: 'all',
      doc: 'Which audio streams to keep, in this order: `all`, `none`, or a list such as `a:0` (the first audio stream) or `1,2` (stream numbers as shown in messages).',
      keepsFrames: true,
    },
    inputFps: {
      type: orWord(rate(), 'auto'),
      default: 'auto',
      defaultText: 'auto, 24',
      unit: 'frames per second',
      doc: 'Frame rate of an image sequence, which has no timing of its own.',
    },
    startNumber: {
      type: orWord(integer({ min: 0, max: 2_147_483_647 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, the lowest',
      doc: 'Number of the first picture to use from a pattern such as `frames/%04d.png`.',
    },
    deinterlace: {
      type: flag(),
      default: true,
      doc: 'Do not deinterlace interlaced clips; their fields stay as they are, combing included.',
    },
    size: {
      type: orWord(integer({ min: 32, max: 8192 }), 'source'),
      default: 640,
      unit: 'pixels',
      doc: 'Longer side of the picture while it is painted; never larger than the source.',
      everyday: true,
    },
    outputSize: {
      type: orWord(orWord(integer({ min: 32, max: 8192 }), 'source'), 'auto'),
      default: 'auto',
      defaultText: 'auto, same as `--size`',
      unit: 'pixels',
      doc: 'Longer side of the output: frames painted at `--size` are enlarged to it, guided by the source.',
      keepsFrames: true,
      everyday: true,
    },
    fps: {
      type: orWord(rate(), 'source'),
      default: 'source',
      unit: 'frames per second',
      doc: 'Constant frame rate of the output: frames are dropped or repeated; duration and sound stay the same.',
    },
    preset: {
      type: choice('auto', ...presetNames),
      default: 'auto',
      defaultText: "auto, by the output's extension",
      doc: 'Output format in one word: codec, pixel format, colour tags, sound and file type, as editing software expects them (docs/output.md).',
      keepsFrames: true,
      everyday: true,
    },
    codec: {
      type: choice('auto', ...clipCodecNames),
      default: 'auto',
      defaultText: "auto, the preset's, or the usual one for the output's extension",
      doc: 'Video codec only, if no preset is given.',
      keepsFrames: true,
    },
    crf: {
      type: orWord(number({ min: 0, max: 63 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, visually lossless',
      doc: 'Constant rate factor of the encoder: lower values give better quality and larger files.',
      keepsFrames: true,
    },
    overwrite: {
      type: flag(),
      doc: 'Replace the output file if it already exists.',
      keepsFrames: true,
      everyday: true,
    },
    workDir: {
      type: orWord(text('folder', 'the path of a folder'), 'auto'),
      default: 'auto',
      defaultText: 'auto, next to the output',
      doc: 'Where painted frames are kept until the output is complete, so that an interrupted job can continue.',
      keepsFrames: true,
    },
    restart: {
      type: flag(),
      doc: 'Discard what an earlier, unfinished run has painted and start over.',
      keepsFrames: true,
    },
    keepWork: {
      type: flag(),
      doc: 'Keep the painted frames when the output is complete, for example to write it again with another codec.',
      keepsFrames: true,
    },
    strict: {
      type: flag(),
      doc: 'Decode the whole clip first, and stop if a frame cannot be decoded, FFmpeg reports errors or the file is truncated.',
      keepsFrames: true,
    },
    ffmpegTimeout: {
      type: number({ min: 1, max: 86_400 }),
      default: 120,
      unit: 'seconds',
      doc: 'How long to wait while FFmpeg neither accepts nor delivers data before giving up.',
      keepsFrames: true,
    },
    allowUrl: {
      type: flag(),
      doc: 'Allow the input to be a URL; otherwise only local files are read.',
      keepsFrames: true,
    },
  }),
});
