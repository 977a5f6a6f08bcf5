import type { CliOptions } from '../../options/resolve.js';
import { barRenderer } from './bar.js';
import { jsonRenderer } from './json.js';
import { lineRenderer } from './lines.js';
import type { Renderer, TextSink } from './renderer.js';

type Told = Pick<CliOptions, 'quiet' | 'verbose' | 'jsonProgress'>;

/**
 * The renderer that the options and the terminal ask for. JSON goes to
 * standard output, for programs; words go to standard error, so that they
 * never mix with it.
 */
export function chooseRenderer({ quiet, verbose, jsonProgress }: Told): Renderer {
  const now = () => performance.now();
  if (jsonProgress) return jsonRenderer(process.stdout);
  if (quiet) return { progress: () => {}, say: () => {}, end: () => {} };
  const { stderr } = process;
  const terminal = stderr.isTTY && process.env.TERM !== 'dumb' && !process.env.CI;
  return terminal ? barRenderer(stderr, verbose, now) : lineRenderer(stderr, verbose, now);
}

/** The renderer of one job of several that run at once: each line, or fact, says whose it is. */
export function rendererOfOne({ quiet, verbose, jsonProgress }: Told, number: number, of: number): Renderer {
  if (jsonProgress) return jsonRenderer(process.stdout, number);
  if (quiet) return { progress: () => {}, say: () => {}, end: () => {} };
  const marked: TextSink = {
    write: (text) => process.stderr.write(text.replace(/^(?=.)/gm, `[${number}/${of}] `)),
  };
  return lineRenderer(marked, verbose, () => performance.now());
}
