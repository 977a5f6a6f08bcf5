// How a farm scales, on paper: takes what painting costs from job folders that were painted or from docs/benchmarks.md, and
// the shots of a film of so many frames, and simulates 1 … 1,000 workers.
//
//   node dist/bench/farm.js [--job FOLDER …] [--frames 7200] [--shots 72] [--pixels N] [--open S] [--plan S]
//     [--assemble S] [--shared MB/S] [--split N] [--workers 1,2,10,100] [--json FILE]
//
// --split: longest part of a shot, in frames. --pixels: of a painted frame; times and bytes are scaled to it. --open, --plan, --assemble: measured seconds a shot, and
// a frame. --shared: what the shared folder takes.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../fixtures/noise.js';
import type { FrameNote } from '../src/checkpoint/resume-point.js';
import { checkShots } from '../src/pipeline/shots/kept-shots.js';
import { openJob, shotFolder } from '../src/pipeline/shots/open-job.js';
import { drawShots, type PaintingCost, simulate } from './farm/simulate.js';
import { median } from './statistics.js';

const { values: args } = parseArgs({
  options: {
    job: { type: 'string', multiple: true, default: [] },
    frames: { type: 'string', default: '7200' },
    shots: { type: 'string', default: '72' },
    split: { type: 'string', default: '0' },
    spread: { type: 'string', default: '0.8' },
    pixels: { type: 'string' },
    open: { type: 'string', default: '1.5' },
    plan: { type: 'string', default: '0.03' },
    assemble: { type: 'string', default: '0.03' },
    shared: { type: 'string', default: '1000' },
    workers: { type: 'string', default: '1,2,5,10,20,50,100,200,500,1000' },
    json: { type: 'string' },
  },
});

/** Seconds and bytes of the painted frames of a job folder, by the pixel. */
async function measureJob(folder: string) {
  const job = await openJob(folder);
  const { notes } = await checkShots(job);
  const pixels = job.plan.size.width * job.plan.size.height;
  const first: number[] = [];
  const later: number[] = [];
  for (const shot of notes) {
    const took = shot.map(({ clock }: FrameNote, i) => clock.elapsed - (shot[i - 1]?.clock.elapsed ?? 0));
    first.push(took[0]! / pixels);
    later.push(...took.slice(1).map((seconds) => seconds / pixels));
  }
  const size = (shot: number, name: string) => statSync(join(shotFolder(folder, shot), name)).size;
  const frames = notes.flat().length;
  const logged = notes.map((_, shot) => size(shot, 'frames.log')).reduce((a, b) => a + b, 0);
  return {
    pixels,
    firstSeconds: median(first),
    laterSeconds: median(later),
    frameBytes: logged / frames / pixels,
    stateBytes: job.plan.options.fast ? 0 : size(0, 'state-0') / pixels,
  };
}

/** docs/benchmarks.md: a job at 640×360, quality draft, on two cores, and its files. */
const published: Awaited<ReturnType<typeof measureJob>> = {
  pixels: 230_400,
  firstSeconds: 12 / 230_400,
  laterSeconds: 2.1 / 230_400,
  frameBytes: 436e3 / 230_400,
  stateBytes: 28,
};

const measured = args.job.length === 0 ? [published] : await Promise.all(args.job.map(measureJob));
const pixels = args.pixels === undefined ? measured[0]!.pixels : Number(args.pixels);
const mid = (of: (one: (typeof measured)[number]) => number) => pixels * median(measured.map(of));
const cost: PaintingCost = {
  openSeconds: Number(args.open),
  firstSeconds: mid(({ firstSeconds }) => firstSeconds),
  laterSeconds: mid(({ laterSeconds }) => laterSeconds),
  frameBytes: mid(({ frameBytes }) => frameBytes),
  stateBytes: mid(({ stateBytes }) => stateBytes),
  planSeconds: Number(args.plan),
  assembleSeconds: Number(args.assemble),
};
const drawn = drawShots(Number(args.frames), Number(args.shots), Number(args.spread), createRandom(1));
const longest = Number(args.split);
/** Frames that each part of a shot but the first paints twice. */
const leadIn = 16;
const parts = (frames: number) => (longest === 0 ? 1 : Math.ceil(frames / longest));
const shots = drawn.flatMap((frames) =>
  Array.from({ length: parts(frames) }, (_, i) => Math.ceil(frames / parts(frames)) + (i === 0 ? 0 : leadIn)),
);
const whole = { workers: 1, sharedBytesPerSecond: 1e6 * Number(args.shared) };
const alone = simulate(drawn, cost, whole);
const total = ({ plan, paint, assemble }: typeof alone) => plan + paint + assemble;

const hours = (seconds: number) =>
  seconds < 600
    ? `${seconds.toFixed(0)} s`
    : seconds < 36_000
      ? `${(seconds / 60).toFixed(0)} min`
      : `${(seconds / 3600).toFixed(0)} h`;
console.log(
  `${shots.length} shots of ${args.frames} frames, the longest of ${Math.max(...shots)}; ${Math.round(pixels)} pixels: ` +
    `first frame ${cost.firstSeconds.toFixed(1)} s, later ones ${cost.laterSeconds.toFixed(2)} s, ` +
    `${(cost.frameBytes / 1e6).toFixed(2)} MB and a state of ${(cost.stateBytes / 1e6).toFixed(1)} MB a frame\n`,
);
console.log(
  '| workers | plan | paint | assemble | speed-up | workers busy | queue, commands/s | shared folder, MB/s |',
);
console.log('|---:|---:|---:|---:|---:|---:|---:|---:|');
const rows = args.workers.split(',').map((workers) => {
  const outcome = simulate(shots, cost, { ...whole, workers: Number(workers) });
  const speedUp = total(alone) / total(outcome);
  const cells = [
    workers,
    hours(outcome.plan),
    hours(outcome.paint),
    hours(outcome.assemble),
    speedUp.toFixed(1),
    `${Math.round(100 * outcome.busy)} %`,
    outcome.commands.toFixed(0),
    outcome.wanted > outcome.written + 1
      ? `${Math.round(outcome.written / 1e6)} of ${Math.round(outcome.wanted / 1e6)}`
      : String(Math.round(outcome.written / 1e6)),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  return { workers: Number(workers), speedUp, ...outcome };
});
if (args.json) writeFileSync(args.json, JSON.stringify({ cost, shots, rows }, null, 2));
