import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barRenderer } from '../../../src/cli/progress/bar.js';
import { jsonRenderer } from '../../../src/cli/progress/choose.js';
import { lineRenderer } from '../../../src/cli/progress/lines.js';
import { forecast, loss, plan as planLines } from '../../../src/cli/progress/wording.js';
import { duration } from '../../../src/number-format.js';
import { resolveOptions } from '../../../src/options/resolve.js';
import type { EstimateProgress, PlanProgress, StylizeProgress } from '../../../src/progress.js';

const terms = { content: 1, style: 2, temporal: 0.25, tv: 0, keyframe: 0, total: 3.25 };
const plan: PlanProgress = {
  type: 'plan',
  kind: 'video',
  input: 'in.mp4',
  style: 's.jpg',
  output: 'out.mp4',
  sourceWidth: 960,
  sourceHeight: 540,
  width: 512,
  height: 288,
  outputWidth: 512,
  outputHeight: 288,
  frames: 4,
  fps: 30000 / 1001,
  duration: 4 * (1001 / 30000),
  audioStreams: 1,
  device: 'CPU, 2 threads',
  model: 'small',
  way: 'optimising',
  options: resolveOptions(),
};
const evaluation = (frame: number, n: number): StylizeProgress => ({
  type: 'evaluation',
  frame,
  scale: 0,
  scales: 2,
  evaluation: n,
  limit: 10,
  loss: terms,
});
const frame = (index: number): StylizeProgress => ({
  type: 'frame',
  index,
  time: index / 30,
  shot: 0,
  evaluations: 20,
  loss: terms,
  reliable: index === 0 ? null : 0.97,
  seconds: { decode: 0.01, flow: 0.1, optimise: 1, encode: 0.02 },
});
const estimate = (done: number): StylizeProgress => ({
  type: 'estimate',
  done,
  frames: 4,
  secondsPerFrame: 1.3,
  totalSeconds: 125,
  leftSeconds: 61,
});
const done: StylizeProgress = {
  type: 'done',
  output: 'out.mp4',
  frames: 4,
  seconds: 5,
  later: { seconds: 1, evaluations: 12 },
};

/** A place to write to and a clock to turn by hand. */
function stage(columns?: number) {
  const written: string[] = [];
  const clock = { ms: 0 };
  return {
    written,
    clock,
    now: () => clock.ms,
    sink: { write: (text: string) => written.push(text), columns },
  };
}

test('durations read as a person would say them', () => {
  const said = [0.34, 9.94, 9.96, 59.4, 59.6, 125, 3599.7, 3780, 7199].map((seconds) => duration(seconds));
  const expected = [
    '0.3 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 00 s',
    '2 min 05 s',
    '1 h 00 min',
    '1 h 03 min',
    '2 h 00 min',
  ];
  assert.deepEqual(said, expected);
});

test('a plan tells the quality of what is optimised; in one pass there is none', () => {
  const said = (way: PlanProgress['way']) => planLines({ ...plan, way });
  assert.match(said('optimising'), /\n {2}style of s\.jpg, quality normal\n/);
  for (const way of ['fast', 'network'] as const)
    assert.match(said(way), /\n {2}style of s\.jpg, in one pass\n/);
});

test('losses have three digits', () => {
  assert.deepEqual([0, 0.01234, 4.567, 1234.5].map(loss), ['0', '0.0123', '4.57', '1235']);
});

test('plain lines: the plan, the first estimate, then one every fifteen seconds', () => {
  const { written, clock, now, sink } = stage();
  const renderer = lineRenderer(sink, false, now);
  renderer.progress(plan);
  assert.match(
    written.join(''),
    /^in\.mp4 → out\.mp4\n {2}4 frames at 29\.97 fps .* 512×288, from 960×540\n/,
  );
  written.length = 0;
  renderer.progress(estimate(0));
  renderer.progress(estimate(0));
  assert.deepEqual(written, ['roughly 1 to 3 min in total; a better estimate follows after 5 frames\n']);
  written.length = 0;
  for (let n = 1; n <= 40; n++) {
    clock.ms += 1000;
    renderer.progress(evaluation(1, n));
  }
  assert.equal(written.length, 2);
  assert.match(
    written[0] ?? '',
    /^1 of 4 frames done; frame 1: scale 1 of 2, evaluation 15 of at most 10, loss 3\.25 \(content 1\.00, style 2\.00, temporal 0\.250\), .*1 min 01 s left\n$/,
  );
  renderer.progress(done);
  assert.equal(
    written.at(-1),
    'wrote out.mp4: 4 frames in 5.0 s; after the first frame of a shot: 1.0 s and 12 evaluations per frame (medians)\n',
  );
});

test('one picture has no pace per frame', () => {
  const { written, clock, now, sink } = stage();
  const renderer = lineRenderer(sink, false, now);
  renderer.progress({ ...estimate(0), frames: 1 } as StylizeProgress);
  clock.ms += 16_000;
  renderer.progress(evaluation(0, 3));
  assert.match(written.at(-1) ?? '', /temporal 0\.250\), 1 min 01 s left\n$/);
});

test('a rough range at first, which contains the figure that follows after five frames', () => {
  const { written, now, sink } = stage();
  const renderer = lineRenderer(sink, false, now);
  for (const n of [0, 1, 4, 5, 6]) renderer.progress({ ...estimate(n), frames: 100 } as StylizeProgress);
  assert.deepEqual(written, [
    'roughly 1 to 3 min in total; a better estimate follows after 5 frames\n',
    '1 min 01 s left, about 2 min 05 s in total (1.3 s per frame)\n',
  ]);
});

test('ranges have the unit that their end is read in', () => {
  const said = [8, 40, 125, 1500, 9000].map((totalSeconds) =>
    forecast({ ...(estimate(0) as EstimateProgress), frames: 100, totalSeconds }).replace(/ in total.*/, ''),
  );
  assert.deepEqual(said, [
    'roughly 5 to 15 s',
    'roughly 30 to 60 s',
    'roughly 1 to 3 min',
    'roughly 18 to 35 min',
    'roughly 1.5 to 3.5 h',
  ]);
});

test('a job that goes on after many frames is foretold closely at once, one that is over not at all', () => {
  const { written, now, sink } = stage();
  const renderer = lineRenderer(sink, false, now);
  renderer.progress({ ...estimate(30), frames: 100 } as StylizeProgress);
  assert.match(written[0] ?? '', /^1 min 01 s left/);
  renderer.progress(plan);
  written.length = 0;
  renderer.progress({ ...estimate(4), leftSeconds: 0 } as StylizeProgress);
  assert.deepEqual(written, []);
});

test('frames are called by the source’s numbers, from 0, and counted apart from that', () => {
  const { written, now, sink } = stage();
  const renderer = lineRenderer(sink, true, now);
  renderer.progress({ ...plan, firstFrame: 120 } as StylizeProgress);
  renderer.progress({ type: 'shot', shot: 1, frame: 2, time: 0.1 });
  renderer.progress(frame(3));
  assert.equal(written[1], 'shot 2 starts at frame 122\n');
  assert.match(written[2] ?? '', /^frame 123 \(4 of 4 done\), shot 1: 20 evaluations/);
});

test('verbose lines: every frame with losses, trust and times', () => {
  const { written, now, sink } = stage();
  const renderer = lineRenderer(sink, true, now);
  renderer.progress(plan);
  written.length = 0;
  renderer.progress(frame(1));
  assert.match(
    written[0] ?? '',
    /^frame 1 \(2 of 4 done\), shot 1: 20 evaluations, loss .*, 97 % of the flow trusted; decode 0\.0 s, flow 0\.1 s/,
  );
});

test('the bar: one line, drawn at most ten times a second, cut to the terminal, gone at the end', () => {
  const { written, clock, now, sink } = stage(60);
  const renderer = barRenderer(sink, false, now);
  renderer.progress(plan);
  renderer.progress(frame(0));
  written.length = 0;
  for (let n = 1; n <= 10; n++) {
    clock.ms += 30;
    renderer.progress(evaluation(1, n));
  }
  assert.equal(written.length, 2);
  for (const text of written) {
    assert.ok(text.startsWith('\r\u001b[K█████') && !text.includes('\n'), JSON.stringify(text));
    assert.ok(text.length - '\r\u001b[K'.length <= 59);
  }
  assert.match(written[1] ?? '', / 3\d % 1 of 4 frames · /);
  written.length = 0;
  renderer.progress(done);
  assert.deepEqual(written, [
    '\r\u001b[K',
    'wrote out.mp4: 4 frames in 5.0 s; after the first frame of a shot: 1.0 s and 12 evaluations per frame (medians)\n',
  ]);
});

test('with a bar the estimate stands in it alone, and changes there', () => {
  const { written, clock, now, sink } = stage(80);
  const renderer = barRenderer(sink, false, now);
  for (const n of [0, 5, 9]) {
    clock.ms += 1000;
    renderer.progress({ ...estimate(n), frames: 100 } as StylizeProgress);
  }
  assert.ok(
    written.every((text) => !text.includes('\n')),
    JSON.stringify(written),
  );
  assert.match(written[0] ?? '', /roughly 1 min 01 s left/);
  assert.match(written[2] ?? '', /1\.3 s\/frame · 1 min 01 s left/);
});

test('lines are printed above the bar, which stays', () => {
  const { written, now, sink } = stage(80);
  const renderer = barRenderer(sink, false, now);
  renderer.progress(frame(0));
  const bar = (written.at(-1) ?? '').replace('\r\u001b[K', '');
  renderer.progress({ type: 'notice', text: 'audio encoded anew' });
  assert.equal(written.at(-1), `\r\u001b[Knote: audio encoded anew\n${bar}`);
});

test('JSON: one object a line, the facts as they are', () => {
  const { written, sink } = stage();
  const renderer = jsonRenderer(sink);
  for (const fact of [plan, evaluation(0, 1), frame(0), done]) renderer.progress(fact);
  const lines = written.join('').trimEnd().split('\n');
  // Options that have no value are left out.
  const given = Object.entries(plan.options).filter(([, value]) => value !== undefined);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [{ ...plan, options: Object.fromEntries(given) }, evaluation(0, 1), frame(0), done],
  );
});
