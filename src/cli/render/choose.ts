import type { CliOptions } from '../../options/resolve.js';
import { barRenderer } from './bar.js';
import { jsonRenderer } from './json.js';
import { lineRenderer } from './lines.js';
import type { Renderer } from './renderer.js';

/**
 * The renderer that the options and the terminal ask for. JSON goes to
 * standard output, for programs; words go to standard error, so that they
 * never mix with it.
 */
export function chooseRenderer({ quiet, verbose, jsonProgress }: CliOptions): Renderer {
  const now = () => performance.now();
  if (jsonProgress) return jsonRenderer(process.stdout);
  if (quiet) return { progress: () => {}, say: () => {}, end: () => {} };
  const { stderr } = process;
  const terminal = stderr.isTTY && process.env.TERM !== 'dumb' && !process.env.CI;
  return terminal ? barRenderer(stderr, verbose, now) : lineRenderer(stderr, verbose, now);
}
