/**
 * Measures the measuring: `node dist/bench/metrics.js [--clip FILE] [--frames 150] [--size 512] [--gaps 1,10]
 * [--tiny 3000]`.
 *
 * A clip against itself, which costs what any render of it would: seconds for E_warp alone and for everything, peak
 * memory; then, on a clip of `tiny` frames at 64×36, memory after 50 frames and at the end. The fixture clip is
 * repeated until it is long enough.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { findBinary } from '../src/media/ffmpeg/binaries.js';
import { alignClips } from '../src/metrics/align.js';
import { type ClipMeasures, measureRenders } from '../src/metrics/measure-clip.js';
import { Summariser } from '../src/metrics/summary.js';

const { values: args } = parseArgs({
  options: {
    clip: { type: 'string' },
    frames: { type: 'string', default: '150' },
    size: { type: 'string', default: '512' },
    gaps: { type: 'string', default: '1,10' },
    tiny: { type: 'string', default: '3000' },
  },
});
const clip = args.clip ?? fileURLToPath(new URL('../../fixtures/valley.mp4', import.meta.url));
const gaps = args.gaps.split(',').map(Number);
const mebibytes = () => process.memoryUsage().rss / 2 ** 20;
const folder = await mkdtemp(join(tmpdir(), 'nst-video-bench-'));
try {
  const looped = await repeated(Number(args.frames), `scale=${args.size}:-2`);
  await measure(`E_warp at gaps ${args.gaps}`, looped, {
    gaps,
    tof: false,
    flicker: false,
    distances: false,
  });
  await measure(`everything, E_warp at gaps ${args.gaps}`, looped, { gaps });
  const tiny = await repeated(Number(args.tiny), 'scale=64:36');
  await measure('tiny, E_warp at gaps 1,20', tiny, { gaps: [1, 20], tof: false, distances: false });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(title: string, path: string, measures: ClipMeasures): Promise<void> {
  const alignment = await alignClips([path], path);
  const summariser = new Summariser();
  const began = performance.now();
  const processor = process.cpuUsage();
  let [early, peak] = [0, 0];
  for await (const [record] of measureRenders(alignment, measures)) {
    if (record === undefined) break;
    summariser.add(record);
    if (record.index === 50) early = mebibytes();
    peak = Math.max(peak, mebibytes());
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(processor);
  const { width, height, frames } = alignment;
  process.stdout.write(
    `${title}: ${frames} frames of ${width}×${height} in ${seconds.toFixed(1)} s ` +
      `(${((user + system) / 1e6).toFixed(1)} s of processor time), ${((1000 * seconds) / frames).toFixed(0)} ms a frame; resident ${early.toFixed(0)} MiB after 50 frames, ` +
      `${mebibytes().toFixed(0)} at the end, ${peak.toFixed(0)} at most\n`,
  );
  for (const { gap, input, output } of summariser.summary().whole.warping) {
    process.stdout.write(
      `  gap ${gap}: E_warp ${output?.toExponential(9)}, source ${input?.toExponential(9)}\n`,
    );
  }
}

/** The clip over and over, `frames` long. */
async function repeated(frames: number, filter: string): Promise<string> {
  const path = join(folder, `${frames}.mp4`);
  const input = ['-stream_loop', '-1', '-i', clip, '-frames:v', String(frames), '-vf', filter];
  await promisify(execFile)(findBinary('ffmpeg').path, [
    ...['-v', 'error', '-y', ...input, '-an', '-c:v', 'libx264', '-crf', '16', path],
  ]);
  return path;
}
