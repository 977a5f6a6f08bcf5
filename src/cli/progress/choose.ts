import type { CliOptions } from '../../options/resolve.js';
import { barRenderer } from './bar.js';
import { jsonRenderer } from './json.js';
import { lineRenderer } from './lines.js';
import type { Renderer, TextSink } from './renderer.js';
import { isRedrawable } from './status-line.js';

type Output = Pick<CliOptions, 'quiet' | 'verbose' | 'jsonProgress'>;

const silent: Renderer = { progress: () => {}, say: () => {}, end: () => {} };

/**
 * The renderer that the options and the terminal ask for. JSON goes to
 * standard output, for programs; words go to standard error, so that they
 * never mix with it.
 */
export function chooseRenderer({ quiet, verbose, jsonProgress }: Output): Renderer {
  const now = () => performance.now();
  if (jsonProgress) return jsonRenderer(process.stdout);
  if (quiet) return silent;
  const { stderr } = process;
  return isRedrawable(stderr) ? barRenderer(stderr, verbose, now) : lineRenderer(stderr, verbose, now);
}

/** The renderer of one job of several that run at once: each line, or fact, says whose it is. */
export function rendererOfOne(
  { quiet, verbose, jsonProgress }: Output,
  number: number,
  of: number,
): Renderer {
  if (jsonProgress) return jsonRenderer(process.stdout, number);
  if (quiet) return silent;
  const marked: TextSink = {
    write: (text) => process.stderr.write(text.replace(/^(?=.)/gm, `[${number}/${of}] `)),
  };
  return lineRenderer(marked, verbose, () => performance.now());
}
