import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkFile } from '../../encode/output/may-write.js';
import { openPendingFile, type PendingOutput } from '../../encode/output/pending.js';
import { OutputError, UsageError } from '../../errors.js';
import type { Alignment } from '../../metrics/align/align-clips.js';
import { type HeatVideo, openHeatVideo } from '../../metrics/heat/heat-video.js';
import type { MetricsOptions } from '../../options/resolve.js';
import { namedTwice } from '../jobs/check-files.js';

/** The files that were asked for. They appear under their names when all is done, and not if they are disposed of before. */
export interface OutputFiles extends AsyncDisposable {
  readonly json: PendingOutput | undefined;
  readonly csv: PendingOutput | undefined;
  readonly html: PendingOutput | undefined;
  readonly heat: HeatVideo | undefined;
  /** Puts all of them in their places. */
  finish(): Promise<void>;
}

/**
 * Checks and opens the files that were asked for, before anything is measured.
 *
 * @throws OutputError for a file that exists or cannot be written, UsageError for two of one name
 */
export async function openOutputFiles(
  alignment: Alignment,
  options: MetricsOptions,
  signal: AbortSignal,
): Promise<OutputFiles> {
  const { overwrite, csv, html, heatmap, gaps } = options;
  const json = options.json === '-' ? undefined : options.json;
  const named = [json, csv, html, heatmap].filter((path) => path !== undefined);
  const paths = named.map((path) => resolve(path));
  const twice = named.find((_, i) => paths.indexOf(paths[i] as string) !== i);
  if (twice !== undefined) throw new UsageError(namedTwice(twice));
  const inputs = [alignment.source, ...alignment.renders].map(({ path }) => path);
  const opened: PendingOutput[] = [];
  let heat: HeatVideo | undefined;
  const open = async (path: string | undefined) => {
    if (path === undefined) return undefined;
    const file = await openPendingFile(path, { overwrite, inputs });
    opened.push(file);
    return file;
  };
  const discard = async () => {
    await heat?.[Symbol.asyncDispose]();
    for (const file of opened) await file.discard();
  };
  try {
    if (heatmap !== undefined) await checkFile(heatmap, { overwrite, inputs });
    const files = { json: await open(json), csv: await open(csv), html: await open(html) };
    if (heatmap !== undefined) {
      heat = await openHeatVideo(heatmap, alignment, { gap: gaps[0] as number, overwrite, signal });
    }
    return {
      ...files,
      heat,
      async finish() {
        await heat?.finish();
        for (const file of opened) await file.commit();
      },
      [Symbol.asyncDispose]: discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Fills a file that is not in its place yet. @throws OutputError where it cannot be written */
export async function fill(file: PendingOutput, content: string | Iterable<string>): Promise<void> {
  await writeFile(file.temporary, content).catch((cause: Error) => {
    throw new OutputError(`\`${file.path}\` cannot be written: ${cause.message}`, cause);
  });
}
