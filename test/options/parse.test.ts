import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRate } from '../../src/media/time/rational.js';
import { integer, number, orWord } from '../../src/options/basic-types.js';
import { distances, layers, rate, streamName, time } from '../../src/options/job-types.js';
import { libraryOptions } from '../../src/options/library-options.js';

const times: [string, unknown][] = [
  ['0', 0],
  ['12.5', 12.5],
  ['.5', 0.5],
  ['1:30', 90],
  ['90:00', 5400],
  ['1:00.1', 60.1],
  ['01:02:03.25', 3723.25],
  ['1:60', '1:60'],
  ['1:75:00', '1:75:00'],
  ['-3', '-3'],
  ['3s', '3s'],
  ['', ''],
  ['1e3', '1e3'],
  ['01:02:03:04:05', '01:02:03:04:05'],
  ['00:61:00:00', '00:61:00:00'],
  ['f', 'f'],
];
for (const [text, expected] of times) {
  test(`the time ${JSON.stringify(text)} reads as ${JSON.stringify(expected)}`, () => {
    assert.equal(time().parse(text), expected);
    assert.equal(time().accepts(time().parse(text)), typeof expected === 'number');
  });
}

test('frames and timecodes stay as they are typed, and are allowed', () => {
  for (const text of ['120f', '0f', '00:00:05:12', '01:00:00;02', '1:00:00:00'])
    assert.equal(time().parse(` ${text} `), text);
  for (const value of ['120f', '00:00:05:12', 3]) assert.ok(time({ positive: true }).accepts(value));
  for (const value of ['0f', '00:00:00:00', 0, '5', '1:30', '-1f', Number.NaN])
    assert.ok(!time({ positive: true }).accepts(value), String(value));
});

test('frame rates and streams', () => {
  for (const value of ['24', '30000/1001', '29.97', 12.5]) assert.ok(rate().accepts(value));
  for (const value of ['0', '-1', 'fast', '1/0', '2000', '']) assert.ok(!rate().accepts(value), value);
  assert.deepEqual(parseRate('23.976'), { num: 24000, den: 1001 });
  assert.deepEqual(parseRate('59.94'), { num: 60000, den: 1001 });
  assert.deepEqual(parseRate(12.5), { num: 25, den: 2 });
  assert.ok(streamName().accepts('3') && streamName().accepts('v:1') && !streamName().accepts('a:0'));
});

test('numbers are read in full or not at all', () => {
  assert.equal(integer().parse('12'), 12);
  assert.equal(integer().parse('-1'), -1);
  for (const text of ['12px', '1.5', '', ' ', '0x10', 'Infinity']) assert.equal(integer().parse(text), text);
  assert.equal(number().parse('1e-3'), 1e-3);
  assert.equal(number().parse('.25'), 0.25);
  for (const text of ['', 'NaN', '1,5', '1e']) assert.equal(number().parse(text), text);
});

test('a word stands beside a type', () => {
  const size = orWord(integer({ min: 32 }), 'source');
  assert.equal(size.placeholder, '<n|source>');
  assert.equal(size.parse('source'), 'source');
  assert.equal(size.parse('640'), 640);
  assert.ok(size.accepts('source') && size.accepts(32) && !size.accepts(31) && !size.accepts('src'));
});

test('layers are read with weights, a missing weight being 1', () => {
  assert.deepEqual(layers().parse('relu1_1:1, relu2_1:0.5,relu5_1'), {
    relu1_1: 1,
    relu2_1: 0.5,
    relu5_1: 1,
  });
  for (const text of ['relu1_1:x', 'relu1_1,relu1_1', '', 'relu1_1:-1', ',']) {
    assert.equal(layers().parse(text), text);
  }
});

test('distances are read as ascending integers', () => {
  assert.deepEqual(distances(64).parse('1,2,4'), [1, 2, 4]);
  assert.ok(distances(64).accepts([1, 2, 4]));
  for (const list of [[], [0], [2, 2], [65], [1.5]]) assert.ok(!distances(64).accepts(list));
  assert.equal(distances(64).parse('1;2'), '1;2');
});

test('every default is typed as it is shown', () => {
  for (const [name, definition] of Object.entries(libraryOptions)) {
    const type = definition.type as {
      format(value: unknown): string;
      each?(value: unknown): readonly string[];
      parse: (text: string) => unknown;
    };
    const { default: value } = definition;
    if (value === undefined) continue;
    const read = type.each ? type.each(value).flatMap(type.parse) : type.parse(type.format(value));
    assert.deepEqual(read, value, name);
  }
});
