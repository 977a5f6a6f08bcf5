// How steady the default job is, and whether it pays for it in style. For each clip and style: E_warp at
// gaps 1 and 10 of the job and of the same job with --no-temporal (painted only at the frames that are
// compared: it costs seconds a frame), the source's own beside them; style and content distance of both, in
// what has just been uncovered too; brightness and sharpness of the last frame against its twin.
//
//   node dist/bench/steadiness.js [--clip FILE …] [--style FILE …] [--size 512] [--starts 0,30]
//     [--last 100] [--data DIR] [--json FILE] [--pictures DIR] [--option name=value …]
//
// Frames s, s+1, s+10, s+11 of every start s are compared. With --data, distances are measured with the exact
// VGG-19 in DIR/models; else with the network that ships with the package.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writePicture } from '../fixtures/write-files.js';
import { readStill } from '../src/decode/still.js';
import { createDisEstimator } from '../src/flow/dis/estimator.js';
import { openDistanceNetwork } from '../src/metrics/measures/distance-network.js';
import { measures } from '../src/metrics/measures/table.js';
import { resolveOptions } from '../src/options/resolve.js';
import { median } from './statistics.js';
import { measureDistances, measureDrift, measureGap, measureUncovered } from './steadiness/measure.js';
import { type PaintedTwice, type PaintTally, paintTwice } from './steadiness/paint.js';

const { values: args } = parseArgs({
  options: {
    clip: { type: 'string', multiple: true, default: ['fixtures/valley.mp4'] },
    style: { type: 'string', multiple: true, default: ['fixtures/style-evening-wind.jpg'] },
    size: { type: 'string', default: '512' },
    starts: { type: 'string', default: '0,30' },
    last: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'string' },
    pictures: { type: 'string' },
    option: { type: 'string', multiple: true, default: [] },
  },
});

const starts = args.starts.split(',').map(Number);
const wanted = new Set(starts.flatMap((start) => [start, start + 1, start + 10, start + 11]));
if (args.last !== undefined) wanted.add(Number(args.last));
/** A number, a flag, a list or an object as JSON has them; anything else is a word. */
const parsedValue = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
const given = Object.fromEntries(
  args.option.map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name, parsedValue(value.join('='))];
  }),
);
const options = resolveOptions({ ...given, size: args.size === 'source' ? 'source' : Number(args.size) });
const exact = args.data && join(args.data, 'models', 'vgg19_conv1_1-conv3_4.safetensors');
const results: Awaited<ReturnType<typeof measureJob>>[] = [];
for (const clip of args.clip) for (const style of args.style) results.push(await measureJob(clip, style));
if (args.json) {
  const record = { definition: measures.warping.definition, options, results };
  await writeFile(args.json, `${JSON.stringify(record, null, 2)}\n`);
}

async function measureJob(clip: string, style: string) {
  const tally: PaintTally = { frames: 0, evaluations: [], seconds: [] };
  const frames: PaintedTwice[] = [];
  for await (const frame of paintTwice(clip, style, options, wanted, tally)) {
    frames.push(frame);
    console.error(`${name(clip)}: frame ${frame.index} painted twice`);
    if (args.pictures) await keepPictures(args.pictures, `${name(clip)}.${name(style)}`, frame);
  }
  const final = frames.at(-1);
  if (final === undefined) throw new RangeError(`${clip} has none of the frames ${[...wanted].join(', ')}`);
  // Only now, so that its memory does not weigh on the job's.
  await using distanceNetwork = await openDistanceNetwork(exact && existsSync(exact) ? { model: exact } : {});
  await using estimator = await createDisEstimator();
  const target = await readStill(style);
  const gaps = [await measureGap(frames, 1, estimator), await measureGap(frames, 10, estimator)];
  const chosen = [frames[0]!, frames[frames.length >> 1]!, final];
  const distances = await measureDistances(chosen, target, distanceNetwork);
  const uncovered = await measureUncovered(frames, 10, target, distanceNetwork, estimator);
  const drift = { frame: final.index, ...measureDrift(final) };
  const later = { evaluations: median(tally.evaluations.slice(1)), seconds: median(tally.seconds.slice(1)) };
  const network = distanceNetwork.description;
  const result = { clip: name(clip), style: name(style), network, gaps, distances, uncovered, drift, later };
  print(result);
  return result;
}

function print(result: Awaited<ReturnType<typeof measureJob>>) {
  const { gaps, distances, uncovered, drift, later } = result;
  const e = (value: number) => value.toExponential(2).padStart(9);
  const f = (value: number) => value.toFixed(3).padStart(9);
  console.log(`\n${result.clip} in the style of ${result.style}, ${options.size} px`);
  console.log(`${''.padEnd(28)}   source   job       alone     job/alone`);
  for (const { gap, pairs, source, steady, alone, ratio } of gaps) {
    console.log(
      `${`E_warp, gap ${gap} (${pairs} pairs)`.padEnd(28)}${e(source)} ${e(steady)} ${e(alone)} ${f(ratio)}`,
    );
  }
  const row = (label: string, { steady, alone }: { steady: number; alone: number }) =>
    console.log(`${label.padEnd(28)}${''.padStart(9)} ${f(steady)} ${f(alone)} ${f(steady / alone)}`);
  row('style distance', distances.style);
  row('content distance', distances.content);
  row(`  uncovered, ${(100 * uncovered.share).toFixed(1)} % (${uncovered.pairs})`, uncovered);
  console.log(
    `frame ${drift.frame} against its twin: luminance × ${drift.luminance.toFixed(3)}, gradient energy × ${drift.gradientEnergy.toFixed(3)}`,
  );
  console.log(
    `later frames: ${later.evaluations} evaluations, ${later.seconds.toFixed(2)} s (medians); distances by ${result.network}`,
  );
}

async function keepPictures(folder: string, prefix: string, { index, steady, alone }: PaintedTwice) {
  await mkdir(folder, { recursive: true });
  await writePicture(join(folder, `${prefix}.${index}.png`), steady);
  await writePicture(join(folder, `${prefix}.${index}.alone.png`), alone);
}

function name(path: string): string {
  return basename(path).replace(/\.[^.]+$/, '');
}
