import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrendSummary } from '../../src/metrics/measures/shapes.js';
import { type ClipSummary, summarise } from '../../src/metrics/summary/summary.js';
import { steadiestOf, verdictLimits, verdictOf } from '../../src/metrics/summary/verdict.js';

const level = (ratio = 1): TrendSummary => ({ output: 0.4, input: 0.4, drift: { perSecond: 0, ratio } });

/** A summary with these changes beyond a source of its own error, by gap. */
function summary(
  changes: Readonly<Record<number, number | null>>,
  {
    source = 1e-5,
    trusted = 0.9,
    ...more
  }: Partial<ClipSummary> & { source?: number; trusted?: number } = {},
): ClipSummary {
  const warping = Object.entries(changes).map(([gap, change]) => ({
    ...{ gap: Number(gap), pairs: change === null ? 0 : 10, trusted },
    output: change === null ? null : change ** 2 + source,
    input: change === null ? null : source,
  }));
  return {
    ...summarise([]).whole,
    frames: 30,
    to: 1,
    warping,
    luminance: level(),
    chroma: level(),
    sharpness: level(),
    ...more,
  };
}

const { flicker, creep, drift } = verdictLimits;

for (const [limit, inside, outside] of [
  [flicker.none, 'none', 'little'],
  [flicker.little, 'little', 'some'],
  [flicker.some, 'some', 'visible'],
  [flicker.visible, 'visible', 'strong'],
] as const) {
  test(`at a change of ${limit} the verdict passes from ${inside} to ${outside}`, () => {
    assert.equal(verdictOf(summary({ 1: limit - 1e-6 })).level, inside);
    assert.equal(verdictOf(summary({ 1: limit + 1e-6 })).level, outside);
  });
}

test('what the source does itself is not held against the render', () => {
  assert.equal(verdictOf(summary({ 1: 0 }, { source: 4e-4 })).level, 'none');
  const steadier = summary({ 1: 0 });
  const [pair] = steadier.warping;
  assert.equal(verdictOf({ ...steadier, warping: [{ ...pair!, output: 0, input: 0.01 }] }).level, 'none');
});

test('the published figures of the benchmarks: held to the past, and every frame for itself', () => {
  const measured = (output: number, input: number) =>
    verdictOf({ ...summary({}), warping: [{ gap: 1, pairs: 10, trusted: 0.9, output, input }] }).level;
  assert.equal(measured(2.94e-4, 7.6e-5), 'little');
  assert.equal(measured(4.92e-4, 7.6e-5), 'little');
  assert.equal(measured(1.2e-2, 7.6e-5), 'strong');
});

test('the nearest gap decides; the farthest tells of creep, from five frames on', () => {
  const said = (far: number) => verdictOf(summary({ 20: far, 1: 0.005, 5: 0.3 })).sentences[1] ?? '';
  assert.match(said(creep.none - 1e-6), /^Over 20 frames, strokes stay/);
  assert.match(said(creep.none + 1e-6), /^Over 20 frames, strokes drift slightly \(5\.0 %\)/);
  assert.match(said(creep.some + 1e-6), /^Over 20 frames, much of the picture is repainted/);
  assert.equal(verdictOf(summary({ 1: 0.005, 2: 0.3 })).sentences.length, 1);
  assert.match(verdictOf(summary({ 1: 0.005, 5: 0.001, 20: null })).sentences[1] ?? '', /^Over 5 frames/);
  assert.match(verdictOf(summary({ 3: 0.02 })).sentences[0] ?? '', /typical change over 3 frames/);
});

test('drift is told where it is beyond its limit, and which way it goes', () => {
  const said = (more: Partial<ClipSummary>) =>
    verdictOf(summary({ 1: 0.005 }, more))
      .sentences.slice(1)
      .join(' ');
  assert.equal(
    said({ luminance: level(1 - drift.luminance + 1e-6), chroma: level(1 + drift.chroma - 1e-6) }),
    '',
  );
  assert.match(said({ luminance: level(0.9) }), /it gets darker by 10 %\./);
  assert.match(
    said({ luminance: level(1.06), chroma: level(0.8), sharpness: level(0.5) }),
    /it gets brighter by 6 %, loses colour by 20 %, gets softer by 50 %\./,
  );
  assert.equal(said({ luminance: { ...level(), drift: null } }), '');
});

test('what makes the figure say less is said', () => {
  const said = (more: Parameters<typeof summary>[1]) =>
    verdictOf(summary({ 1: 0.02 }, more)).sentences.join(' ');
  assert.match(said({ trusted: 0.29 }), /Only 29 % of the picture could be judged/);
  assert.doesNotMatch(said({ trusted: 0.3 }), /Only/);
  assert.match(said({ source: 0.0301 ** 2 }), /The source itself is unsteady \(3\.0 %\)/);
  assert.doesNotMatch(said({ source: 0.0299 ** 2 }), /unsteady/);
  assert.match(said({ sharpness: { output: 0.29, input: 1, drift: null } }), /much softer than its source/);
  assert.doesNotMatch(said({ sharpness: { output: 0.31, input: 1, drift: null } }), /softer/);
});

test('without a pair nothing is claimed', () => {
  for (const nothing of [summary({}), summary({ 1: null })]) {
    const { level, sentences } = verdictOf(nothing);
    assert.equal(level, 'unknown');
    assert.match(sentences[0] ?? '', /^could not be judged/);
  }
});

test('of several the steadiest is named, where one stands out', () => {
  const of = (...changes: (number | null)[]) =>
    steadiestOf(
      changes.map((change) => summary({ 1: change }, { source: 0 })),
      ['a', 'b', 'c'],
    );
  assert.equal(of(0.03, 0.02), 'b is the steadiest of them.');
  assert.equal(of(0.0201, 0.02), undefined);
  assert.equal(of(0.02), undefined);
  assert.equal(of(0.02, null), undefined);
});
