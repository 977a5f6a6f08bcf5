import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { parseOptionSet } from '../../src/options/option-set.js';

test('a set of options is read as their flags would be', () => {
  assert.deepEqual(parseOptionSet('style-weight=60,temporal-weight=100'), {
    styleWeight: 60,
    temporalWeight: 100,
  });
  assert.deepEqual(parseOptionSet('size=320, quality=high,--style-scale=1.5'), {
    size: 320,
    quality: 'high',
    styleScale: 1.5,
  });
});

test('commas inside a value belong to it', () => {
  assert.deepEqual(parseOptionSet('long-term=1,2,4,style-layers=relu1_1:1,relu2_1:0.5,temporal=false'), {
    longTerm: [1, 2, 4],
    styleLayers: { relu1_1: 1, relu2_1: 0.5 },
    temporal: false,
  });
});

test('what cannot be read is refused by name', () => {
  for (const [text, wanted] of [
    ['', /style-weight=60/],
    ['style-weight', /style-weight=60/],
    ['style-wait=60', /`style-wait`/],
    ['style-weight=-1', /`--style-weight` to be a number ≥ 0, got `-1`/],
    ['style-weight=1,overwrite=true', /`overwrite`/],
    ['output=x.mp4', /`output`/],
    ['start=0:10', /`start`/],
    ['__proto__=1', /style-weight=60/],
    ['style-weight=60;size=3', /`--style-weight`/],
  ] as const) {
    assert.throws(
      () => parseOptionSet(text),
      (error) => error instanceof UsageError && wanted.test(error.message),
      text,
    );
  }
});
