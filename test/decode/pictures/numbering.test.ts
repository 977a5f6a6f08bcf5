import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byName, gapsOfNames, numbersOf, sameNumbers } from '../../../src/decode/pictures/numbering.js';

test('names are ordered as people count', () => {
  const names = ['f10.png', 'f9.png', 'f1.png', 'a2.png'];
  assert.deepEqual(names.sort(byName), ['a2.png', 'f1.png', 'f9.png', 'f10.png']);
});

test('a pattern takes the names that fit, by number', () => {
  const names = [
    'f0010.png',
    'f0009.png',
    'f12345.png',
    'f00011.png',
    'f011.png',
    'g0012.png',
    'f0012.png.bak',
  ];
  const { numbered } = numbersOf('f%04d.png', names);
  assert.deepEqual(
    numbered.map(({ number }) => number),
    [9, 10, 12345],
  );
  assert.deepEqual(
    numbersOf('%d.png', ['1.png', '01.png', '2.png']).numbered.map(({ name }) => name),
    ['1.png', '2.png'],
  );
  assert.equal(numbersOf('100%% %d (a).png', ['100% 7 (a).png']).numbered[0]?.number, 7);
});

test('missing numbers are told, steps are not gaps', () => {
  const named = (...numbers: number[]): string[] => numbers.map((number) => `${number}.png`);
  assert.equal(numbersOf('%d.png', named(1, 2, 3)).missing, undefined);
  assert.equal(numbersOf('%d.png', named(1, 3, 4, 8)).missing, '2, 5–7');
  assert.deepEqual(
    [numbersOf('%d.png', named(10, 20, 40)).step, numbersOf('%d.png', named(10, 20, 40)).missing],
    [10, '30'],
  );
  assert.match(numbersOf('%d.png', named(1, 3, 5, 8, 10, 12, 14, 17)).missing ?? '', /…$/);
  assert.equal(gapsOfNames(['a1.png', 'a2.png', 'a5.png']), '3–4');
  assert.equal(gapsOfNames(['a1.png', 'b2.png', 'a5.png']), undefined);
});

test('names that differ only in zeros before a number are found', () => {
  assert.deepEqual(sameNumbers(['f006.png', 'f6.png', 'f7.png']), ['f006.png', 'f6.png']);
  assert.deepEqual(sameNumbers(['a1_02.png', 'a1_3.png', 'a1_2.png']), ['a1_02.png', 'a1_2.png']);
  assert.equal(sameNumbers(['f1.png', 'f10.png', 'f1.jpg', 'g1.png', 'f100.png']), undefined);
});
