import { lockFolder } from '../../checkpoint/lock.js';
import type { FrameNote } from '../../checkpoint/resume-point.js';
import { SourceGuard } from '../../checkpoint/source-guard.js';
import { openEncoder } from '../../encode/encoder.js';
import { finalPath } from '../../encode/output/picture-folder.js';
import type { StylizeReport } from '../../report.js';
import { JobClock } from '../job-clock.js';
import { announcePlan, finishReport, type JobControl } from '../job-report.js';
import { picturePaths } from '../plan/plan-checkpoint.js';
import { encodeFrames } from '../video-frames.js';
import { reportConcealed } from '../video-run.js';
import { isAssembled, writeSeal } from './assembled.js';
import { checkShots, framesOfShots } from './kept-shots.js';
import type { ShotsJob } from './open-job.js';

/**
 * Makes the output of a job whose shots are all painted: checks every frame, and encodes them once, with
 * sound, subtitles and all that goes along, as a job of the whole clip does. Called again when the output is complete,
 * it does nothing. The report's seconds are those of all machines together.
 *
 * @throws NotReadyError where shots are not painted; WorkError where one is damaged; else as `stylizeVideo`
 */
export async function assembleShots(
  job: ShotsJob,
  { signal, onProgress }: Pick<JobControl, 'signal' | 'onProgress'> = {},
): Promise<StylizeReport> {
  const { plan, area, folder } = job;
  const lock = await lockFolder(folder);
  try {
    const { notes } = await checkShots(job, signal);
    const all = inOneRow(notes);
    const frames = all.map(({ frame }) => frame);
    const machines = machinesOf(notes);
    const device = [...machines.keys()].join('; ');
    const clock = new JobClock(frames.length, { first: [], later: [] }, undefined, all);
    announcePlan(plan, device, onProgress);
    if (machines.size > 1) onProgress?.({ type: 'notice', text: mixedNotice(machines) });
    reportConcealed(frames, onProgress);
    const output = finalPath(plan.paths.output, plan.options.preset);
    if (await isAssembled(folder, output)) {
      onProgress?.({ type: 'notice', text: 'The output is already complete.' });
      return finishReport(plan, { frames, clock, device }, onProgress);
    }
    const guard = await SourceGuard.of(plan.info.pictures ? picturePaths(plan.info) : [plan.info.path]);
    if (!plan.info.pictures) guard.know(plan.checkpoint.facts.inputFile);
    await using encoder = await openEncoder({ ...plan.encoder, signal });
    const running = signal ?? new AbortController().signal;
    const began = performance.now();
    await encodeFrames(framesOfShots(job, signal), { plan, area, signal: running }, encoder);
    await encoder.finish(async (temporary) => {
      await guard.checkThoroughly();
      await writeSeal(folder, temporary);
    });
    clock.add({ encode: (performance.now() - began) / 1000 });
    return finishReport(plan, { frames, clock, device }, onProgress);
  } finally {
    await lock.release();
  }
}

/** All notes in order, as if one machine had painted one shot after the other: the clock goes on from shot to shot. */
function inOneRow(shots: readonly (readonly FrameNote[])[]): FrameNote[] {
  let elapsed = 0;
  let stages = { decode: 0, flow: 0, optimise: 0, encode: 0 };
  return shots.flatMap((notes) => {
    const [e, s] = [elapsed, stages];
    const moved = notes.map(({ clock, ...note }) => ({
      ...note,
      clock: {
        elapsed: e + clock.elapsed,
        stages: {
          decode: s.decode + clock.stages.decode,
          flow: s.flow + clock.stages.flow,
          optimise: s.optimise + clock.stages.optimise,
          encode: s.encode + clock.stages.encode,
        },
      },
    }));
    const last = moved.at(-1);
    if (last) ({ elapsed, stages } = last.clock);
    return moved;
  });
}

/** What painted, and which shots, counted from 1. */
function machinesOf(shots: readonly (readonly FrameNote[])[]): Map<string, Set<number>> {
  const machines = new Map<string, Set<number>>();
  for (const [number, notes] of shots.entries()) {
    for (const { machine = 'unknown' } of notes) {
      machines.set(machine, (machines.get(machine) ?? new Set()).add(number + 1));
    }
  }
  return machines;
}

function mixedNotice(machines: ReadonlyMap<string, ReadonlySet<number>>): string {
  const list = [...machines].map(([machine, shots]) => `${machine} (shots ${ranges([...shots])})`);
  return `The shots were painted on machines of different kinds, whose frames can differ by rounding: ${list.join('; ')}.`;
}

/** `1-3, 5` for 1, 2, 3, 5. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const n of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else parts.push([n, n]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
