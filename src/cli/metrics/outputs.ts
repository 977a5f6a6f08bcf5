import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkFile } from '../../encode/output/may-write.js';
import { openPendingFile, type PendingOutput } from '../../encode/output/pending.js';
import { OutputError, UsageError } from '../../errors.js';
import type { Alignment } from '../../metrics/align/align-clips.js';
import { type HeatVideo, openHeatVideo } from '../../metrics/heat/heat-video.js';
import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import { renderReport } from '../../metrics/report/report.js';
import { WorstPairs } from '../../metrics/report/worst-pairs.js';
import type { ClipMeasures, MeasureTools } from '../../metrics/stream/measure-clip.js';
import { csvLines } from '../../metrics/summary/csv.js';
import { describeMeasurement, type Measurement, metricsJson } from '../../metrics/summary/measurement.js';
import { Summariser } from '../../metrics/summary/summary.js';
import type { MetricsOptions } from '../../options/resolve.js';
import { resolveModel } from '../../stylize/models/resolve-model.js';
import { namedTwice } from '../jobs/check-files.js';

/** Pairs that the report shows of each render. */
const shownPairs = 3;

/** Where the records of a measurement go. Files appear under their names when all is done. */
export interface MetricsOutputs extends AsyncDisposable {
  /** What to measure, and who listens. */
  measures(): Promise<ClipMeasures>;
  /** Takes the records of a frame, in order. */
  take(records: readonly FrameMetrics[]): Promise<void>;
  /** Writes the files that were asked for. */
  finish(): Promise<Measurement>;
}

/**
 * Checks and opens the files that were asked for, before anything is measured.
 *
 * @throws OutputError for a file that exists or cannot be written, UsageError for two of one name
 */
export async function openMetricsOutputs(
  alignment: Alignment,
  options: MetricsOptions,
  signal: AbortSignal,
): Promise<MetricsOutputs> {
  const { overwrite, gaps } = options;
  const gap = gaps[0] as number;
  const files = await openFiles(alignment, options);
  let heat: HeatVideo | undefined;
  try {
    if (options.heatmap !== undefined) {
      heat = await openHeatVideo(options.heatmap, alignment, { gap, overwrite, signal });
    }
  } catch (error) {
    await discard(files);
    throw error;
  }
  const keepsFrames = options.json !== undefined || files.csv !== undefined || files.html !== undefined;
  const renders = alignment.renders.map(() => ({
    summariser: new Summariser(),
    frames: [] as FrameMetrics[],
  }));
  const worst = options.html === undefined ? undefined : new WorstPairs(gap, shownPairs, renders.length);
  const notices = [...alignment.notices];
  let tools: MeasureTools = { flow: '', network: null };
  return {
    async measures() {
      const { tof, distances, style, model } = options;
      return {
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
      };
    },
    async take(records) {
      worst?.add(records);
      for (const [r, record] of records.entries()) {
        renders[r]?.summariser.add(record);
        if (keepsFrames) renders[r]?.frames.push(record);
      }
      await heat?.advance(records[0]?.index ?? 0);
    },
    async finish() {
      const results = renders.map(({ summariser, frames }) => ({ summary: summariser.summary(), frames }));
      const measurement = describeMeasurement(alignment, gaps, notices, tools, results);
      if (files.json) await fill(files.json, metricsJson(measurement));
      if (files.csv) await fill(files.csv, csvLines(measurement));
      if (files.html && worst) await fill(files.html, await renderReport(measurement, worst));
      await heat?.finish();
      for (const file of Object.values(files)) await file?.commit();
      return measurement;
    },
    async [Symbol.asyncDispose]() {
      await heat?.[Symbol.asyncDispose]();
      await discard(files);
    },
  };
}

type Files = { readonly [Name in 'json' | 'csv' | 'html']: PendingOutput | undefined };

async function openFiles(alignment: Alignment, options: MetricsOptions): Promise<Files> {
  const { overwrite, json, csv, html, heatmap } = options;
  const named = [json === '-' ? undefined : json, csv, html, heatmap].filter((path) => path !== undefined);
  const paths = named.map((path) => resolve(path));
  const twice = named.find((_, i) => paths.indexOf(paths[i] as string) !== i);
  if (twice !== undefined) throw new UsageError(namedTwice(twice));
  const inputs = [alignment.source, ...alignment.renders].map(({ path }) => path);
  const opened: PendingOutput[] = [];
  const open = async (path: string | undefined) => {
    if (path === undefined) return undefined;
    const file = await openPendingFile(path, { overwrite, inputs });
    opened.push(file);
    return file;
  };
  try {
    if (heatmap !== undefined) await checkFile(heatmap, { overwrite, inputs });
    return {
      json: await open(json === '-' ? undefined : json),
      csv: await open(csv),
      html: await open(html),
    };
  } catch (error) {
    for (const file of opened) await file.discard();
    throw error;
  }
}

async function fill(file: PendingOutput, content: string | Iterable<string>): Promise<void> {
  await writeFile(file.temporary, content).catch((cause: Error) => {
    throw new OutputError(`\`${file.path}\` cannot be written: ${cause.message}`, cause);
  });
}

async function discard(files: Files): Promise<void> {
  for (const file of Object.values(files)) await file?.discard();
}
