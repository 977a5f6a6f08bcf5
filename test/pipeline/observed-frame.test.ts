import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImage } from '../../src/image.js';
import { resolveOptions } from '../../src/options/resolve.js';
import { sizeWithMargin } from '../../src/pipeline/margin.js';
import { observedFrame } from '../../src/pipeline/observed-frame.js';
import type { PreparedFrame } from '../../src/pipeline/prepare.js';

const frame = createImage(8, 6);
const area = { left: 2, top: 1, width: 5, height: 3 };
const wide = sizeWithMargin(area);
const m = (wide.width - area.width) / 2;

/** A plane with its margin that holds 10·y + x of the area, and 99 in the margin. */
function plane(sign = 1): Float32Array {
  return Float32Array.from({ length: wide.width * wide.height }, (_, i) => {
    const x = (i % wide.width) - m;
    const y = Math.floor(i / wide.width) - m;
    const inside = x >= 0 && y >= 0 && x < area.width && y < area.height;
    return inside ? sign * (10 * y + x + 1) : 99;
  });
}

const prepared: PreparedFrame = {
  index: 4,
  time: 0.5,
  frame,
  source: createImage(wide.width, wide.height),
  shot: 1,
  startsShot: false,
  repeats: false,
  concealed: false,
  seconds: { decode: 0, flow: 0 },
  anchor: undefined,
  flows: [
    {
      distance: 1,
      backward: { ...wide, u: plane(), v: plane(-1) },
      reliability: { ...wide, data: plane() },
      pastSource: frame,
    },
  ],
};

test("an observer sees flow and reliability on the frame's own grid, nothing of margin and bars", () => {
  const guide = observedFrame(prepared, frame, area, resolveOptions()).guide?.();
  assert.ok(guide);
  for (const [values, sign] of [
    [guide.flow.u, 1],
    [guide.flow.v, -1],
    [guide.reliability.data, 1],
  ] as const) {
    assert.equal(values.length, 48);
    for (const [i, value] of values.entries()) {
      const [x, y] = [(i % 8) - 2, Math.floor(i / 8) - 1];
      const inside = x >= 0 && y >= 0 && x < 5 && y < 3;
      assert.equal(Math.abs(value), inside ? 10 * y + x + 1 : 0);
      assert.ok(value * sign >= 0);
    }
  }
});

test('where there was no flow, an observer is told so', () => {
  assert.equal(observedFrame({ ...prepared, flows: [] }, frame, area, resolveOptions()).guide, null);
});

test('what is shown of a frame has the look of the file', () => {
  const bright = {
    ...frame,
    data: frame.data.map((_, i) => [0.8, 0.4, 0.2][Math.floor((3 * i) / frame.data.length)]!),
  };
  const seen = (options: Parameters<typeof resolveOptions>[0]) =>
    observedFrame(prepared, bright, area, resolveOptions(options)).finished();
  assert.equal(seen({}), bright);
  const { data } = seen({ saturation: 0 });
  const pixels = data.length / 3;
  assert.ok(data[0] === data[pixels] && data[pixels] === data[2 * pixels] && data[0]! > 0);
});
