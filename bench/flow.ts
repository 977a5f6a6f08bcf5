/**
 * Measures the optical flow: `node dist/bench/flow.js [--data DIR] [--preset fast|medium|fine]`.
 *
 * DIR holds Middlebury's other-data and other-gt-flow (default: ../shared/data/flow beside the
 * checkout). Prints the mean end-point error of every pair that has a truth
 * (unknown vectors left out), and the milliseconds of both directions, the
 * masks and the warp at 512×288: median of 20 after 5 for warm-up.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createDisEstimator } from '../src/flow/dis/estimator.js';
import type { DisPreset } from '../src/flow/dis/settings.js';
import { publishedReliability, softReliability } from '../src/flow/reliability.js';
import { warp } from '../src/flow/warp.js';
import type { FlowField } from '../src/flow-field.js';
import { type Image, imageFromRgb24 } from '../src/image.js';
import { readFlo, UNKNOWN_FLOW } from './flow/flo.js';
import { median } from './statistics.js';

const { values } = parseArgs({ options: { data: { type: 'string' }, preset: { type: 'string' } } });
const data = values.data ?? fileURLToPath(new URL('../../../shared/data/flow', import.meta.url));
const preset = values.preset as DisPreset | undefined;
if (!existsSync(data)) {
  process.stdout.write(`No Middlebury data in ${data}: name its folder by --data.\n`);
  process.exit(2);
}

await using estimator = await createDisEstimator({ preset });
process.stdout.write(`${estimator.description}\n\nmean end-point error, px, forward\n`);
for (const name of (await readdir(join(data, 'other-gt-flow'))).sort()) {
  const [previous, current] = await pair(name);
  const truth = await readFlo(join(data, 'other-gt-flow', name, 'flow10.flo'));
  const { forward } = await estimator.estimateBoth(previous, current);
  const size = `${truth.width}×${truth.height}`;
  process.stdout.write(`  ${name.padEnd(12)} ${size}  ${endPointError(forward, truth).toFixed(3)}\n`);
}

const [previous, current] = await pair('RubberWhale', { width: 512, height: 288 });
const times = { both: [] as number[], soft: [] as number[], published: [] as number[], warp: [] as number[] };
for (let run = 0; run < 25; run++) {
  const start = performance.now();
  const { forward, backward } = await estimator.estimateBoth(previous, current);
  const flowEnd = performance.now();
  softReliability(backward, forward, current, previous);
  const softEnd = performance.now();
  publishedReliability(backward, forward);
  const publishedEnd = performance.now();
  warp(previous, backward);
  if (run < 5) continue;
  times.both.push(flowEnd - start);
  times.soft.push(softEnd - flowEnd);
  times.published.push(publishedEnd - softEnd);
  times.warp.push(performance.now() - publishedEnd);
}
process.stdout.write(`\nms at 512×288, median of ${times.both.length}
  both directions      ${summary(times.both)}
  soft reliability     ${summary(times.soft)}
  published rule       ${summary(times.published)}
  warp, spline         ${summary(times.warp)}
`);

async function pair(name: string, size?: { width: number; height: number }): Promise<[Image, Image]> {
  const read = async (file: string): Promise<Image> => {
    const picture = sharp(join(data, 'other-data', name, file)).removeAlpha();
    if (size) picture.resize({ ...size, fit: 'fill' });
    const { data: bytes, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return imageFromRgb24(bytes, info.width, info.height);
  };
  return [await read('frame10.png'), await read('frame11.png')];
}

function endPointError(flow: FlowField, truth: FlowField): number {
  let sum = 0;
  let known = 0;
  for (let p = 0; p < truth.u.length; p++) {
    const u = truth.u[p]!;
    const v = truth.v[p]!;
    if (Math.abs(u) > UNKNOWN_FLOW || Math.abs(v) > UNKNOWN_FLOW) continue;
    sum += Math.hypot(flow.u[p]! - u, flow.v[p]! - v);
    known++;
  }
  return sum / known;
}

function summary(numbers: readonly number[]): string {
  return `${median(numbers).toFixed(1).padStart(6)}  (best ${Math.min(...numbers).toFixed(1)})`;
}
