import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { resolveOptions, type StylizeOptionsInput } from '../../src/options/resolve.js';
import { change, keyframe } from '../../src/options/timed-types.js';

for (const [text, value, format] of [
  ['48f:style-weight=60', { time: '48f', values: { styleWeight: 60 } }],
  [
    '1:30:style-weight=5,content-weight=.5',
    { time: 90, values: { styleWeight: 5, contentWeight: 0.5 } },
    '90:style-weight=5,content-weight=0.5',
  ],
  ['48f:blend1=0.3,region2=0', { time: '48f', values: { blend1: 0.3, region2: 0 } }],
  ['00:00:02:12:hold=0.5,step', { time: '00:00:02:12', values: { hold: 0.5 }, step: true }],
] as const) {
  test(`${text} is a time and values`, () => {
    const type = change();
    const read = type.parse(text);
    assert.deepEqual(read, value);
    assert.ok(type.accepts(read));
    assert.equal(type.format(value), format ?? text);
  });
}

test('what is no change is refused: without a time, a value or a number, twice the same, other types', () => {
  const type = change();
  const texts = [
    '48f',
    'style-weight=6',
    '48f:step',
    '48f:style-weight',
    '48f:style-weight=x',
    'x:style-weight=6',
  ];
  const twice = '4f:style-weight=1,style-weight=2';
  for (const text of [...texts, twice]) assert.ok(!type.accepts(type.parse(text)), text);
  const values = { styleWeight: 1 };
  for (const bad of [
    null,
    4,
    {},
    { time: 1 },
    { time: 1, values: {} },
    { time: -1, values },
    { time: 1, values, step: 1 },
  ]) {
    assert.ok(!type.accepts(bad));
  }
});

test('a key frame is a time and a picture, whose name may hold anything', () => {
  const type = keyframe();
  const value = { time: '120f', picture: 'a=b, c.png' };
  assert.deepEqual(type.parse('120f=a=b, c.png'), value);
  assert.ok(type.accepts(value));
  assert.equal(type.format(value), '120f=a=b, c.png');
  assert.deepEqual(
    type.withPaths?.(value, (path) => `/x/${path}`),
    { time: '120f', picture: '/x/a=b, c.png' },
  );
  for (const text of ['a.png', '120f=', '=a.png', 'soon=a.png'])
    assert.ok(!type.accepts(type.parse(text)), text);
});

const values = { styleWeight: 60 };
for (const [why, options, message] of [
  [
    'a name that is near one',
    { at: [{ time: 1, values: { stileWeight: 6 } }] },
    /got `stile-weight`: did you mean `style-weight`\?/,
  ],
  [
    'an option that stays',
    { at: [{ time: 1, values: { seed: 6 } }] },
    /got `seed`, which is the same for all frames/,
  ],
  [
    'a value out of range',
    { at: [{ time: 1, values: { styleScale: 9 } }] },
    /Expected `--at … style-scale` to be a number from 0.1 to 4, got `9`/,
  ],
  [
    'what --fast does not have',
    { at: [{ time: 1, values }], fast: true },
    /to change `--style-weight` only without `--fast`/,
  ],
  [
    '--fast without a past',
    { at: [{ time: 1, values: { hold: 1 } }], fast: true, flowFused: false },
    /`--at` without `--no-flow-fused`/,
  ],
  [
    'key frames of plain --fast',
    { keyframe: [{ time: 1, picture: 'a.png' }], fast: true, flowFused: false },
    /`--keyframe` without `--no-flow-fused`/,
  ],
] as const) {
  test(`refused before anything is read: ${why}`, () => {
    assert.throws(
      () => resolveOptions(options as StylizeOptionsInput),
      (error: Error) => error instanceof UsageError && message.test(error.message),
    );
  });
}

test('changes that a way of painting knows are taken', () => {
  resolveOptions({ at: [{ time: 1, values }] });
  resolveOptions({ at: [{ time: 1, values: { hold: 0.2 }, step: true }], fast: true });
});
