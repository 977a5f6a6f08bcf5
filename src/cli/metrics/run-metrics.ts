import { setTimeout as delay } from 'node:timers/promises';
import { alignClips } from '../../metrics/align/align-clips.js';
import { measureRenders } from '../../metrics/stream/measure-clip.js';
import { type Measurement, metricsJson } from '../../metrics/summary/measurement.js';
import type { MetricsOptions } from '../../options/resolve.js';
import { emergencyStop } from '../process/emergency-stop.js';
import { watchInterrupts } from '../process/interrupts.js';
import { isRedrawable } from '../progress/status-line.js';
import { printableValue } from '../terminal/printable.js';
import { openMetricsOutputs } from './outputs.js';
import { type MetricsProgress, metricsProgress } from './progress.js';
import { metricsTable } from './table.js';

/** Measures a render and prints, or writes, what was asked for. A Ctrl-C leaves no file behind. */
export async function runMetrics(video: string, source: string, options: MetricsOptions): Promise<void> {
  const { stderr } = process;
  const sink = options.quiet ? { write: () => {} } : stderr;
  const progress = metricsProgress(sink, isRedrawable(stderr), () => performance.now());
  using interrupts = watchInterrupts(
    () => progress.say('stopping; press Ctrl-C again to quit immediately'),
    () => {
      progress.end();
      emergencyStop();
    },
  );
  const { signal } = interrupts;
  try {
    const measurement = await measure(video, source, options, progress, signal);
    progress.end();
    const lines =
      options.json === '-'
        ? metricsJson(measurement)
        : `${metricsTable(printableValue(measurement)).join('\n')}\n`;
    process.stdout.write(lines);
  } catch (error) {
    progress.end();
    // In a terminal, Ctrl-C reaches FFmpeg too: its failure may arrive before our own signal.
    await delay(50);
    signal.throwIfAborted();
    throw error;
  }
}

async function measure(
  video: string,
  source: string,
  options: MetricsOptions,
  progress: MetricsProgress,
  signal: AbortSignal,
): Promise<Measurement> {
  const { compare, start, end, duration, startNumber, size } = options;
  const alignment = await alignClips([video, ...compare], source, {
    start,
    end,
    duration,
    startNumber,
    size: size === 'own' ? undefined : size,
    signal,
  });
  await using outputs = await openMetricsOutputs(alignment, options, signal);
  let done = 0;
  for await (const records of measureRenders(alignment, { ...(await outputs.measures()), signal })) {
    await outputs.take(records);
    progress.measured(++done, alignment.frames);
  }
  return await outputs.finish();
}
