import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { whatIsAbsent } from '../../../bench/pictures/data.js';
import { choosePairs, PAIRS } from '../../../bench/pictures/pairs.js';

test('36 pairs, each once, the four published ones first', () => {
  assert.equal(new Set(PAIRS.map(({ name }) => name)).size, 36);
  assert.deepEqual(
    PAIRS.flatMap(({ published }, i) => (published ? [[i, published]] : [])),
    ['starry', 'scream', 'seated_nude', 'shipwreck'].map((name, i) => [i, `published/tubingen_${name}.png`]),
  );
});

test('pairs are chosen by parts of their names, then counted', () => {
  const names = (...only: string[]) => choosePairs(only).map(({ name }) => name);
  assert.equal(names('wave').length, 6);
  assert.deepEqual(names('kodak05_hat', 'tubingen_wave'), ['tubingen_wave', 'kodak05_hat']);
  assert.deepEqual(
    choosePairs(['hat'], 2).map(({ name }) => name),
    ['tubingen_hat', 'kodak05_hat'],
  );
  assert.throws(() => choosePairs(['monet']), /`monet`.*kodak05.*starry/);
});

test('absent data is told by name', () => {
  assert.match(whatIsAbsent('/nowhere/at/all', PAIRS) ?? '', /No data in \/nowhere\/at\/all.*--data/);
  assert.match(whatIsAbsent(tmpdir(), choosePairs([], 1)) ?? '', /lacks published\/content_tubingen\.jpg, /);
});
