import { alignClips } from '../../metrics/align/align-clips.js';
import { measureRenders } from '../../metrics/stream/measure-clip.js';
import { type Measurement, metricsJson } from '../../metrics/summary/measurement.js';
import type { MetricsOptions } from '../../options/resolve.js';
import { causeOfEnd, watchInterrupts } from '../process/interrupts.js';
import { nowhere } from '../progress/renderer.js';
import { isRedrawable } from '../progress/status-line.js';
import { printableValue } from '../terminal/printable.js';
import { openMetricsOutputs } from './outputs.js';
import { metricsProgress } from './progress.js';
import { metricsTable } from './table.js';

/** Measures a render and prints, or writes, what was asked for. A Ctrl-C leaves no file behind. */
export async function runMetrics(video: string, source: string, options: MetricsOptions): Promise<void> {
  const { stderr } = process;
  const out = options.quiet ? nowhere : stderr;
  const { status, measured } = metricsProgress(out, isRedrawable(stderr), () => performance.now());
  using interrupts = watchInterrupts(
    () => status.say('stopping; press Ctrl-C again to quit immediately'),
    () => status.end(),
  );
  const { signal } = interrupts;
  try {
    const measurement = await measure(video, source, options, measured, signal);
    status.end();
    const table = () => `${metricsTable(printableValue(measurement)).join('\n')}\n`;
    process.stdout.write(options.json === '-' ? metricsJson(measurement) : table());
  } catch (error) {
    status.end();
    throw await causeOfEnd(error, signal);
  }
}

async function measure(
  video: string,
  source: string,
  options: MetricsOptions,
  onMeasured: (done: number, frames: number) => void,
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
    onMeasured(++done, alignment.frames);
  }
  return await outputs.finish();
}
