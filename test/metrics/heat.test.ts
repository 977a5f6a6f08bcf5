import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../src/image.js';
import { colourMap, colourOffset } from '../../src/metrics/heat/colour-map.js';
import { HEAT_FULL_SCALE, paintHeat } from '../../src/metrics/heat/paint-heat.js';

const colourAt = (value: number) => [...colourMap.subarray(colourOffset(value), colourOffset(value) + 3)];

/** CIE lightness, from linear luminance. */
function lightness(colour: readonly number[]): number {
  const [r, g, b] = colour.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

test('the colours rise in lightness, evenly, from dark to pale', () => {
  const steps = Array.from({ length: 17 }, (_, i) => lightness(colourAt(i / 16)));
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i]! - steps[i - 1]!;
    assert.ok(step > 2.5 && step < 8, `step ${i} is ${step}`);
  }
  assert.ok(steps[0]! < 20 && steps[16]! > 88);
  assert.deepEqual(colourAt(-1), colourAt(0));
  assert.deepEqual(colourAt(7), colourAt(1));
  for (const value of colourMap) assert.ok(value >= 0 && value <= 1);
});

test('the more error, the brighter; grey where the flow is not trusted or there is no pair', () => {
  const frame: Image = { width: 4, height: 1, data: new Float32Array(12).fill(0.5) };
  const full = HEAT_FULL_SCALE ** 2;
  const heat = { width: 4, height: 1, error: Float32Array.of(-1, 0, full / 16, full) };
  const { data } = paintHeat(frame, heat);
  const pixel = (p: number) => [data[p]!, data[4 + p]!, data[8 + p]!];
  assert.ok(pixel(0).every((value) => Math.abs(value - 0.275) < 1e-6));
  assert.deepEqual(pixel(3), colourAt(1));
  const light = [1, 2, 3].map((p) => lightness(pixel(p)));
  assert.ok(light[0]! < light[1]! && light[1]! < light[2]!);
  const plain = paintHeat(frame, undefined);
  assert.ok(plain.data.every((value) => Math.abs(value - 0.275) < 1e-6));
});
