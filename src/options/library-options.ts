import { choice, flag, integer, listOf, number, orWord, text } from './basic-types.js';
import { explainOptions } from './explain-options.js';
import { fileOptions } from './file-options.js';
import { finishOptions } from './finish-options.js';
import { distances, layerScales, layers } from './job-types.js';
import { optionsUnder } from './option.js';
import { blendedPainting } from './painting-types.js';
import { region } from './region-type.js';
import { change, keyframe } from './timed-types.js';

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
      ways: ['optimising'],
      changes: ['optimising'],
    },
    styleWeight: {
      type: number({ min: 0 }),
      default: 30,
      doc: "Weight of the style loss: how strongly the painting's texture and colour come through.",
      everyday: true,
      ways: ['optimising'],
      changes: ['optimising'],
    },
    tvWeight: {
      type: number({ min: 0 }),
      default: 0,
      doc: 'Weight of the total variation loss: smooths fine noise.',
      ways: ['optimising'],
      changes: ['optimising'],
    },
    contentLayers: {
      type: orWord(layers(), 'auto'),
      default: 'auto',
      defaultText: 'auto: `relu4_1` of VGG; of another network, that at a stride of 8 pixels',
      doc: 'Layers at which content is compared, with their weights; `nst-video models layers` lists them.',
      ways: ['optimising'],
    },
    styleLayers: {
      type: orWord(layers(), 'auto'),
      default: 'auto',
      defaultText:
        'auto: `relu1_1:0.5,relu2_1:0.75,relu3_1:1.5,relu4_1:1.25,relu5_1` of VGG; of another network, the first of each stride (docs/models.md)',
      doc: 'Layers at which style is compared, with their weights.',
      ways: ['optimising'],
    },
    styleLoss: {
      type: choice('meancov', 'gram'),
      default: 'meancov',
      doc: "How style is compared: means and covariances of features, or Gatys' Gram matrices.",
      ways: ['optimising'],
    },
    blend: {
      type: listOf(blendedPainting()),
      doc: 'Another painting to blend with the style, and its share of the whole; may be given again.',
      everyday: true,
      ways: ['optimising', 'fast'],
      changes: ['optimising', 'fast'],
      changesAs: number({ min: 0, max: 1 }),
    },
    region: {
      type: listOf(region()),
      doc: 'Paint what lies in a mask after another painting, or keep it as it is (docs/control.md); may be given again.',
      everyday: true,
      changes: ['optimising', 'fast', 'network'],
      changesAs: number({ min: 0, max: 1 }),
    },
    regionEdge: {
      type: orWord(integer({ min: 0, max: 500 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, 0.5 % of the longer side',
      unit: 'pixels',
      doc: 'How far the soft edge of a region reaches outwards, half way; 0 takes masks as they are.',
    },
    styleScale: {
      type: number({ min: 0.1, max: 4 }),
      default: 1,
      doc: "Longer side of the painting relative to the output's: larger values give larger strokes.",
      ways: ['optimising', 'fast'],
      changes: ['optimising'],
    },
    at: {
      type: listOf(change()),
      doc: 'Values that numbers of the look reach at a time of the clip, evenly from those before, or at once with `,step`; may be given again.',
    },
    keyframe: {
      type: listOf(keyframe()),
      doc: 'A picture that was painted of the frame at that time: it is shown there, and carried along the flow to the frames before and after; may be given again.',
    },
    keyframeWeight: {
      type: number({ min: 0 }),
      default: 20000,
      doc: 'Weight of the key frame loss: how strongly frames are held to the pictures of `--keyframe`, where the flow can carry them.',
      ways: ['optimising'],
      changes: ['optimising'],
    },
    strokes: {
      type: choice('fine', 'medium', 'large'),
      default: 'medium',
      doc: 'How large strokes are, in a word: `--style-scale` 0.6, 1 or 1.7.',
      everyday: true,
      ways: ['optimising', 'fast'],
    },
    layerScales: {
      type: layerScales(),
      default: {},
      doc: 'How large single style layers see the painting, as a multiple of `--style-scale`: `relu1_1:0.5,relu4_1:2` takes fine texture from a smaller painting and large forms from a larger one.',
      ways: ['optimising', 'fast'],
    },
    colors: {
      type: choice('style', 'source', 'matched'),
      default: 'style',
      doc: "Whose colours the picture has: the painting's, the source's under the painting's light and shade, or the painting's moved to those of the shot.",
      everyday: true,
    },
    styleRange: {
      type: choice('auto', '1', '255', 'signed', 'vgg'),
      default: 'auto',
      defaultText: 'auto, found by painting a test picture',
      doc: "What a network file given as the style takes and gives for black … white: 0 … `1`, 0 … `255`, −1 … 1 (`signed`), or 0 … 255 less VGG's mean pixel (`vgg`).",
      ways: ['network'],
    },
    styleOrder: {
      type: choice('auto', 'rgb', 'bgr'),
      default: 'auto',
      defaultText: 'auto, what the file says, else bgr with the range `vgg` and rgb with any other',
      doc: 'The order of the colours in such a network.',
      ways: ['network'],
    },
  }),
  ...finishOptions,
  ...optionsUnder('Steadiness', {
    temporal: {
      type: flag(),
      default: true,
      doc: 'Paint every frame independently, from its own content, with the full budget of a first frame (the baseline).',
      ways: ['optimising', 'network'],
    },
    temporalWeight: {
      type: number({ min: 0 }),
      default: 2000,
      doc: 'Weight of the temporal loss: how strongly a frame is held to the previous one, moved along the optical flow.',
      ways: ['optimising'],
      changes: ['optimising'],
    },
    longTerm: {
      type: distances(64),
      default: [1],
      unit: 'frames',
      doc: 'Distances to the past frames that a frame is held to.',
      ways: ['optimising', 'network'],
    },
    luminanceCompensation: {
      type: flag(),
      doc: "Let brightness follow the source's fades and flicker instead of holding it to the previous frames.",
      ways: ['optimising', 'network'],
    },
    reliability: {
      type: choice('soft', 'published'),
      default: 'soft',
      doc: 'How the reliability of the flow is judged: by a soft rule, or by the published rule of Ruder et al. 2016.',
      ways: ['optimising', 'network'],
    },
    flowFused: {
      type: flag(),
      default: true,
      doc: 'With `--fast`: let frames shimmer where things move, instead of holding each to the previous one, moved along the optical flow; more than twice as fast.',
      ways: ['fast'],
    },
    hold: {
      type: orWord(number({ min: 0, max: 1 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, 0.85, and 0 for networks that take the past frame themselves',
      doc: 'How far a frame painted in one pass, by `--fast` or a network file, is held to the previous one, moved along the optical flow, where that is trusted fully: 0 not at all, 1 nothing else.',
      ways: ['network', 'fast'],
      changes: ['network', 'fast'],
    },
    styleNorms: {
      type: choice('auto', 'shot', 'frame'),
      default: 'auto',
      defaultText: 'auto, by the shot where the network allows it',
      doc: 'What the instance normalisations of a network file are measured over: every eighth frame of a shot, so that nothing that enters the picture changes the rest, or each frame.',
      ways: ['network'],
    },
  }),
  ...optionsUnder('Effort', {
    fast: {
      type: flag(),
      doc: 'Paint every frame in one pass of a network that was trained for any painting, instead of optimising it: much faster, and coarser.',
      everyday: true,
      ways: ['fast'],
    },
    fineTune: {
      type: orWord(integer({ min: 0, max: 100_000 }), 'auto'),
      default: 'auto',
      defaultText:
        'auto: of a clip, as many as take half the time of painting it, at most 800 and no fewer than 40; of a picture none',
      unit: 'steps',
      doc: 'With `--fast`: training steps for this painting, on frames of the clip, before it is painted; brings it much closer to the painting.',
      ways: ['fast'],
    },
    quality: {
      type: choice('draft', 'normal', 'high'),
      default: 'normal',
      doc: 'Overall effort: sets the number of scales and evaluations.',
      everyday: true,
      ways: ['optimising'],
    },
    iterations: {
      type: orWord(integer({ min: 1 }), 'auto'),
      default: 'auto',
      defaultText: 'auto, set by `--quality`',
      unit: 'evaluations',
      doc: 'Maximum number of loss evaluations per frame at the finest scale.',
      ways: ['optimising'],
    },
    optimizer: {
      type: choice('lbfgs', 'adam'),
      default: 'lbfgs',
      doc: 'How the loss is minimised.',
      ways: ['optimising'],
    },
    init: {
      type: choice('content', 'noise'),
      default: 'content',
      doc: "What a shot's first frame starts from: its own content in the painting's colours, or noise drawn from the seed.",
      ways: ['optimising'],
    },
    initNext: {
      type: choice('previous', 'fresh'),
      default: 'previous',
      doc: "What a shot's later frames start from: the previous result moved along the flow, or a fresh start as set by `--init`.",
      ways: ['optimising'],
    },
    seed: {
      type: integer({ min: 0, max: 2 ** 32 - 1 }),
      default: 0,
      doc: 'Seed of the noise: the same input, options and seed give the same frames on the same machine.',
      ways: ['optimising'],
    },
  }),
  ...explainOptions,
  ...optionsUnder('Network and device', {
    model: {
      type: text(
        'name|file',
        'embedded, small, wide, vgg16, vgg19 or the path of a .safetensors or .onnx file',
      ),
      default: 'embedded',
      doc: 'The network: `embedded` (built in: `small` for clips, `wide` for pictures and for `--quality high`), `vgg16` or `vgg19` (once installed), or a file: either of them, or any convolutional network in ONNX.',
      ways: ['optimising'],
    },
    modelInput: {
      type: choice('auto', 'rgb', 'caffe', 'signed', 'unit'),
      default: 'auto',
      defaultText: 'auto, what the file says or shows',
      doc: "What the network expects: RGB normalised with ImageNet's mean and deviation (`rgb`), BGR in 0 … 255 less the mean pixel (`caffe`), RGB in −1 … 1 (`signed`), or in 0 … 1 (`unit`).",
      ways: ['optimising'],
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
