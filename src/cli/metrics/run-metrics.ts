import { alignClips } from '../../metrics/align/align-clips.js';
import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import { renderReport } from '../../metrics/report/report.js';
import { WorstPairs } from '../../metrics/report/worst-pairs.js';
import { type MeasureTools, measureRenders } from '../../metrics/stream/measure-clip.js';
import { csvLines } from '../../metrics/summary/csv.js';
import { describeMeasurement, type Measurement, metricsJson } from '../../metrics/summary/measurement.js';
import { Summariser } from '../../metrics/summary/summary.js';
import type { MetricsOptions } from '../../options/resolve.js';
import { resolveModel } from '../../stylize/models/resolve-model.js';
import { causeOfEnd, watchInterrupts } from '../process/interrupts.js';
import { nowhere } from '../progress/renderer.js';
import { isRedrawable } from '../progress/status-line.js';
import { printableValue } from '../terminal/printable.js';
import { fill, openOutputFiles } from './output-files.js';
import { metricsProgress } from './progress.js';
import { metricsTable } from './table.js';

/** Pairs that the report shows of each render. */
const shownPairs = 3;

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
  const { compare, start, end, duration, startNumber, size, gaps, tof, distances, style, model } = options;
  const alignment = await alignClips([video, ...compare], source, {
    start,
    end,
    duration,
    startNumber,
    size: size === 'own' ? undefined : size,
    signal,
  });
  await using files = await openOutputFiles(alignment, options, signal);
  const { json, csv, html, heat } = files;
  const keepsFrames = options.json !== undefined || csv !== undefined || html !== undefined;
  const renders = alignment.renders.map(() => ({
    summariser: new Summariser(),
    frames: [] as FrameMetrics[],
  }));
  const worst = html && new WorstPairs(gaps[0] as number, shownPairs, renders.length);
  const notices = [...alignment.notices];
  let tools: MeasureTools = { flow: '', network: null };
  let done = 0;
  const records = measureRenders(alignment, {
    gaps,
    tof,
    distances,
    style,
    network: model === 'embedded' ? {} : { model: await resolveModel(model) },
    onFrame: (frame) => heat?.onFrame(frame),
    onPair(pair) {
      heat?.onPair(pair);
      worst?.onPair(pair);
    },
    onTools(used) {
      tools = used;
    },
    onNotice: (text) => notices.push(text),
    signal,
  });
  for await (const ofFrame of records) {
    worst?.add(ofFrame);
    for (const [r, record] of ofFrame.entries()) {
      renders[r]?.summariser.add(record);
      if (keepsFrames) renders[r]?.frames.push(record);
    }
    await heat?.advance(ofFrame[0]?.index ?? 0);
    onMeasured(++done, alignment.frames);
  }
  const results = renders.map(({ summariser, frames }) => ({ summary: summariser.summary(), frames }));
  const measurement = describeMeasurement(alignment, gaps, notices, tools, results);
  if (json) await fill(json, metricsJson(measurement));
  if (csv) await fill(csv, csvLines(measurement));
  if (html && worst) await fill(html, await renderReport(measurement, worst));
  await files.finish();
  return measurement;
}
