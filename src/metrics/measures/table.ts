import { contentDistances, styleDistances } from './distances.js';
import { flickers, STILL_BELOW } from './flicker.js';
import { motionDifferences } from './motion-difference.js';
import { compareStatistics } from './picture-statistics.js';
import type { Measure, Shape } from './shape.js';
import { level, ofStillPixels, perGap, perLayer, plainNumber } from './shapes.js';
import { warpingErrors } from './warping-error.js';

/**
 * All measures, by the names that their values have in a record. The terminal, the CSV, the JSON, the report, the preview
 * and docs/metrics.md read this table: a new measure is an entry here and a file that computes it.
 */
export const measures = {
  /** One for each gap that was asked for, in that order. */
  warping: measure(perGap, {
    label: 'E_warp',
    title: 'Warping error',
    column: 'ewarp',
    factor: 1000,
    better: 'lower',
    sentence:
      'How much a frame differs from the previous one, moved along the flow of the source (E_warp). Lower is steadier.',
    definition:
      'E_warp of Lai et al. 2018: sum over trusted pixels of ‖warp(O[t+g], F[t→t+g]) − O[t]‖² / (3 × trusted pixels), ' +
      'RGB in [0,1], flow F and mask from the input frames, bilinear warp, mean over pairs; trusted: the flow there and back ' +
      'agree (|F + B|² ≤ 0.01 (|F|² + |B|²) + 0.5), no motion boundary (|∇u|² + |∇v|² ≤ 0.01 |F|² + 0.002), within the frame; ' +
      'pairs across a cut left out',
    good: 'small; the source’s own, printed beside it, is what flow and mask themselves get wrong',
    compute: warpingErrors,
  }),
  /** In pixels, of the pair (frame − 1, frame); null without a pair, or where it was not asked for. */
  tof: measure(plainNumber, {
    label: 'tOF',
    column: 'tof',
    title: 'Motion difference (tOF)',
    unit: 'pixels',
    better: 'lower',
    sentence:
      'How far the motion seen in the render is from the motion in the source. Lower is more faithful.',
    definition:
      'tOF of Chu et al. 2020 (TecoGAN): mean over pixels of ‖flow(source) − flow(render)‖ of neighbouring frames, in pixels',
    good: 'small',
    compute: motionDifferences,
  }),
  /** Of the pair (frame − 1, frame); null without a pair, without a still pixel, or where it was not asked for. */
  flicker: measure(ofStillPixels, {
    label: 'flicker of still pixels',
    column: 'flicker',
    title: 'Flicker in still areas',
    factor: 1000,
    better: 'lower',
    sentence: 'Mean difference from the previous frame where nothing moves in the source. Lower is steadier.',
    definition:
      'flicker: mean |O[t] − O[t−1]| over RGB in [0,1] of the pixels that are still, ' +
      `which are those whose source flow from t−1 to t is trusted and shorter than ${STILL_BELOW} px`,
    good: 'small, near the source’s own',
    compute: flickers,
  }),
  /** 0 … 1. */
  luminance: measure(level, {
    label: 'luminance',
    title: 'Luminance',
    better: 'source',
    sentence: 'Mean brightness: should follow the source and not drift.',
    definition: 'luminance: mean luma (BT.709)',
    good: 'level: see drift',
    floor: 0.02,
    compute: compareStatistics('luminance'),
  }),
  /** Mean length of the colour difference vector (Cb, Cr), 0 … 0.5 or so. */
  chroma: measure(level, {
    label: 'chroma',
    title: 'Colourfulness',
    better: 'source',
    sentence: 'Mean strength of colour: should neither fade nor grow over time.',
    definition: 'chroma: mean of √(Cb² + Cr²)',
    good: 'level: see drift',
    floor: 0.005,
    compute: compareStatistics('chroma'),
  }),
  /** The gradient energy. */
  sharpness: measure(level, {
    label: 'sharpness',
    title: 'Sharpness',
    factor: 1000,
    better: 'source',
    sentence: 'Mean gradient energy: drops where strokes blur.',
    definition: 'sharpness: mean squared step of luma to the right and downwards',
    good: 'level: see drift',
    floor: 1e-5,
    compute: compareStatistics('gradientEnergy'),
  }),
  /** Null on frames that are not sampled. */
  contentDistance: measure(plainNumber, {
    label: 'content distance',
    title: 'Content distance',
    better: 'neither',
    sampled: true,
    sourceValue: 0,
    sentence: 'How far the render has left the content of the source.',
    definition:
      "content distance: ‖F(o) − F(c)‖ / ‖F(c)‖ at relu3_4 (relu3_3 of VGG-16's shape), mean of the first, middle and last frame",
    good: '–',
    compute: contentDistances,
  }),
  /** Null on frames that are not sampled, or where no style was given. */
  styleDistance: measure(perLayer, {
    label: 'style distance',
    title: 'Style distance',
    better: 'lower',
    sampled: true,
    sourceValue: 1,
    sentence: 'How far the render still is from the style. Lower is closer to the painting.',
    definition:
      "style distance: mean over relu1_1, relu2_1, relu3_1, relu3_4 (relu3_3 of VGG-16's shape) of ‖G(o) − G(s)‖ / ‖G(c) − G(s)‖, G = FFᵀ/(HW), the style scaled so that its longer side is as long as " +
      "the output's, of the same frames; 1 is unstylized, 0 is reached",
    good: '0 is reached, 1 is the source',
    compute: styleDistances,
  }),
} as const;

/** A measure's name in a record. */
export type MeasureKey = keyof typeof measures;

/** Any of the measures, where its kind of value does not matter. */
export type AnyMeasure = Measure<unknown, unknown>;

/** All measures, in the order of the table. */
export const measureList = Object.entries(measures) as [MeasureKey, AnyMeasure][];

function measure<Value, Mean>(
  shape: Shape<Value, Mean>,
  text: Omit<Measure<Value, Mean>, 'shape'>,
): Measure<Value, Mean> {
  return { ...text, shape };
}
