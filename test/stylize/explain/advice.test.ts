import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advise } from '../../../src/stylize/explain/advice.js';
import type {
  ExplainedPart,
  TermDistances,
  WeightTry,
} from '../../../src/stylize/explain/frame-explanation.js';

const distances = (style: number, content: number, tv = 0.01): TermDistances => ({
  ...{ style, content, tv, temporal: undefined, keyframe: undefined },
});
const image = { width: 1, height: 1, data: new Float32Array(3) };
const tried = (option: WeightTry['option'], after: number, found: TermDistances): WeightTry => ({
  ...{ option, before: after / 2, after, image, distances: found, change: 0.01 },
});
const part = (layer: string, painted: number, loss = 1): ExplainedPart => ({
  ...{ term: 'style', layer, loss, pull: new Float32Array(1), strength: loss, coarserOnly: false },
  distance: { source: 1, start: 1, painted },
});

test('a style that is far, and that its weight brings nearer: raise it', () => {
  const base = distances(0.5, 0.4);
  const advice = advise([part('a', 0.1), part('b', 0.9, 3)], base, [
    tried(undefined, 0, base),
    tried('contentWeight', 2, distances(0.6, 0.36)),
    tried('styleWeight', 60, distances(0.4, 0.44)),
  ]);
  assert.deepEqual(advice, [
    'The style is 50 % of the way from the source to the painting.',
    'Of what the content layers see of the source, 40 % has changed.',
    'Farthest from the painting is b (0.9, where the source is 1): a larger weight for it in `--style-layers` works on that.',
    'What is left of the loss is style 100 %; the strongest single pull is that of style at b.',
    'A few more evaluations would not bring the style much nearer: the picture has settled.',
    '`--content-weight 2` would leave the style 20 % farther, the content 10 % nearer (the picture changes by 1 % of full range).',
    '`--style-weight 60` would leave the style 20 % nearer, the content 10 % farther (the picture changes by 1 % of full range).',
    'For more of the painting, raise `--style-weight` (or lower `--content-weight`).',
  ]);
});

test('shapes that are lost, weights that do nothing, and noise that costs nothing to take away', () => {
  const base = distances(0.3, 0.9);
  const advice = advise([part('a', 0.3)], distances(0.35, 0.9), [
    tried(undefined, 0, base),
    tried('styleWeight', 60, base),
    tried('contentWeight', 2, base),
    tried('tvWeight', 5, distances(0.3, 0.9, 0.005)),
  ]);
  assert.ok(advice.some((text) => /^A few more evaluations would bring the style 14 % nearer/.test(text)));
  assert.ok(advice.includes('`--style-weight 60` would change hardly anything (1 % of full range).'));
  assert.deepEqual(advice.slice(-3), [
    'A larger `--style-weight` alone would not bring much more of the painting: try `--quality high`, another `--style-scale`, or other `--style-layers`.',
    'For more of the shapes, compare content at finer layers (`--content-layers`): a larger weight at these moves little.',
    'A little `--tv-weight` would take fine noise away at next to no cost to the style.',
  ]);
});
