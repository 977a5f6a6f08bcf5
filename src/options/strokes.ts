import type { StylizeOptions } from './resolve.js';

/** Longer side of the painting relative to the output's, by word. */
const strokeScales = Object.freeze({ fine: 0.6, medium: 1, large: 1.7 });

/** Longer side of the painting relative to the output's. */
export function styleScaleOf({
  strokes,
  styleScale,
}: Pick<StylizeOptions, 'strokes' | 'styleScale'>): number {
  return strokes === 'medium' ? styleScale : strokeScales[strokes];
}

/** The same at the layer that sees the painting largest. */
export function largestScale(
  options: Pick<StylizeOptions, 'strokes' | 'styleScale' | 'layerScales'>,
): number {
  return styleScaleOf(options) * Math.max(1, ...Object.values(options.layerScales));
}
