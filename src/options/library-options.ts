import { choice, flag, integer, number, orWord, text } from './basic-types.js';
import { fileOptions } from './file-options.js';
import { distances, layers } from './job-types.js';
import { optionsUnder } from './option.js';

/**
 * Every option that changes the result: the one place of their defaults.
 * `StylizeOptions`, the checks, `--help` and docs/options.md derive from it.
 */
export const libraryOptions = Object.freeze({
  ...fileOptions,
  ...optionsUnder('Look', {
    contentWeight: {
      type: number({ min: 0 }),
      default: 1,
      doc: 'Weight of the content loss: how strongly the shapes of the source are preserved.',
      optimises: true,
    },
    styleWeight: {
      type: number({ min: 0 }),
      default: 30,
      doc: "Weight of the style loss: how strongly the painting's texture and colour come through.",
      everyday: true,
      optimises: true,
    },
    tvWeight: {
      type: number({ min: 0 }),
      default: 0,
      doc: 'Weight of the total variation loss: smooths fine noise.',
      optimises: true,
    },
    contentLayers: {
      type: layers(),
      default: { relu4_1: 1 },
      doc: 'Layers at which content is compared, with their weights.',
      optimises: true,
    },
    styleLayers: {
      type: layers(),
      default: { relu1_1: 0.5, relu2_1: 0.75, relu3_1: 1.5, relu4_1: 1.25, relu5_1: 1 },
      doc: 'Layers at which style is compared, with their weights.',
      optimises: true,
    },
    styleLoss: {
      type: choice('meancov', 'gram'),
      default: 'meancov',
      doc: "How style is compared: means and covariances of features, or Gatys' Gram matrices.",
      optimises: true,
    },
    styleScale: {
      type: number({ min: 0.1, max: 4 }),
      default: 1,
      doc: "Longer side of the painting relative to the output's: larger values give larger strokes.",
      everyday: true,
    },
  }),
  ...optionsUnder('Steadiness', {
    temporal: {
      type: flag(),
      default: true,
      doc: 'Paint every frame independently, from its own content, with the full budget of a first frame (the baseline).',
      optimises: true,
    },
    temporalWeight: {
      type: number({ min: 0 }),
      default: 2000,
      doc: 'Weight of the temporal loss: how strongly a frame is held to the previous one, moved along the optical flow.',
      optimises: true,
    },
    longTerm: {
      type: distances(64),
      default: [1],
      unit: 'frames',
      doc: 'Distances to the past frames that a frame is held to.',
      optimises: true,
    },
    luminanceCompensation: {
      type: flag(),
      doc: "Let brightness follow the source's fades and flicker instead of holding it to the previous frames.",
      optimises: true,
    },
    reliability: {
      type: choice('soft', 'published'),
      default: 'soft',
      doc: 'How the reliability of the flow is judged: by a soft rule, or by the published rule of Ruder et al. 2016.',
      optimises: true,
    },
  }),
  ...optionsUnder('Effort', {
    fast: {
      type: flag(),
      doc: 'Paint every frame in one pass of a network that was trained for any painting, instead of optimising it: much faster, and coarser.',
      everyday: true,
    },
    fineTune: {
      type: orWord(integer({ min: 0, max: 100_000 }), 'auto'),
      default: 'auto',
      defaultText:
        'auto: of a clip, as many as take about the time of painting it, at most 300 and no fewer than 60; of a picture none',
      unit: 'steps',
      doc: 'With `--fast`: training steps for this painting, on frames of the clip, before it is painted; brings it much closer to the painting.',
      everyday: true,
    },
    quality: {
      type: choice('draft', 'normal', 'high'),
      default: 'normal',
      doc: 'Overall effort: sets the number of scales and evaluations.',
      everyday: true,
      optimises: true,
    },
    iterations: {
      type: orWord(integer({ min: 1 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, set by `--quality`',
      unit: 'evaluations',
      doc: 'Maximum number of loss evaluations per frame at the finest scale.',
      optimises: true,
    },
    optimizer: {
      type: choice('lbfgs', 'adam'),
      default: 'lbfgs',
      doc: 'How the loss is minimised.',
      optimises: true,
    },
    init: {
      type: choice('content', 'noise'),
      default: 'content',
      doc: "What a shot's first frame starts from: its own content in the painting's colours, or noise drawn from the seed.",
      optimises: true,
    },
    initNext: {
      type: choice('previous', 'fresh'),
      default: 'previous',
      doc: "What a shot's later frames start from: the previous result moved along the flow, or a fresh start as set by `--init`.",
      optimises: true,
    },
    seed: {
      type: integer({ min: 0, max: 2 ** 32 - 1 }),
      default: 0,
      doc: 'Seed of the noise: the same input, options and seed give the same frames on the same machine.',
      optimises: true,
    },
  }),
  ...optionsUnder('Network and device', {
    model: {
      type: text(
        'name|file',
        'embedded, small, wide, vgg16, vgg19 or the path of a .safetensors or .onnx file',
      ),
      default: 'embedded',
      doc: 'The network: `embedded` (built in: `small` for clips, `wide` for pictures and for `--quality high`), `vgg16` or `vgg19` (once installed), or a file containing either.',
      optimises: true,
    },
    device: {
      type: choice('auto', 'cpu', 'webgpu', 'cuda', 'tensorflow'),
      default: 'auto',
      doc: 'Where to compute; `auto` uses a real GPU if one responds, otherwise the CPU.',
    },
    threads: {
      type: orWord(integer({ min: 1, max: 256 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, one per core',
      doc: 'Number of CPU threads to use.',
    },
  }),
});
