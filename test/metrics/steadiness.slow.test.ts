import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  measureDistances,
  measureDrift,
  measureGap,
  measureUncovered,
} from '../../bench/steadiness/measure.js';
import { type PaintedTwice, type PaintTally, paintTwice } from '../../bench/steadiness/paint.js';
import { readStill } from '../../src/decode/still.js';
import { createDisEstimator } from '../../src/flow/dis/estimator.js';
import { openDistanceNetwork } from '../../src/metrics/measures/distance-network.js';
import { resolveOptions } from '../../src/options/resolve.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const style = fixture('style-evening-wind.jpg');

test('the default job is steadier than its no-temporal twin by half, and as much in style', async () => {
  const frames: PaintedTwice[] = [];
  const tally: PaintTally = { frames: 0, evaluations: [], seconds: [] };
  const options = resolveOptions({ size: 320 });
  const wanted = new Set([0, 1, 10, 11, 30]);
  for await (const frame of paintTwice(fixture('valley.mp4'), style, options, wanted, tally)) {
    frames.push(frame);
  }
  assert.equal(frames.length, 5);
  assert.equal(tally.frames, 31);
  await using estimator = await createDisEstimator();
  await using distanceNetwork = await openDistanceNetwork();
  for (const gap of [1, 10]) {
    const { ratio, pairs } = await measureGap(frames, gap, estimator);
    assert.equal(pairs, 2);
    assert.ok(ratio <= 0.5, `E_warp at gap ${gap} is ${ratio} of the twin's`);
  }
  const picture = await readStill(style);
  const { style: styles, content } = await measureDistances(
    [frames[0]!, frames[2]!, frames[4]!],
    picture,
    distanceNetwork,
  );
  assert.ok(styles.steady <= 0.4, `style distance ${styles.steady}`);
  assert.ok(styles.steady <= 1.1 * styles.alone, `style distance ${styles.steady}, twin ${styles.alone}`);
  assert.ok(
    content.steady <= 1.1 * content.alone,
    `content distance ${content.steady}, twin ${content.alone}`,
  );
  const uncovered = await measureUncovered(frames, 10, picture, distanceNetwork, estimator);
  assert.ok(uncovered.steady <= 1.1 * uncovered.alone, `uncovered ${uncovered.steady}, ${uncovered.alone}`);
  const { luminance, gradientEnergy } = measureDrift(frames[4]!);
  assert.ok(Math.abs(luminance - 1) <= 0.02, `luminance × ${luminance}`);
  assert.ok(Math.abs(gradientEnergy - 1) <= 0.1, `gradient energy × ${gradientEnergy}`);
});
