import type { CliOptions } from '../../options/resolve.js';
import { barRenderer } from './bar.js';
import { lineRenderer } from './lines.js';
import type { Renderer, TextSink } from './renderer.js';
import { isRedrawable } from './status-line.js';

const silent: Renderer = { progress: () => {}, say: () => {}, end: () => {} };

/**
 * The renderer that the options and the terminal ask for. JSON goes to
 * standard output, for programs; words go to standard error, so that they
 * never mix with it.
 *
 * @param among of one job of several that run at once: each line, or fact, says whose it is
 */
export function chooseRenderer(
  { quiet, verbose, jsonProgress }: Pick<CliOptions, 'quiet' | 'verbose' | 'jsonProgress'>,
  among?: { readonly number: number; readonly of: number },
): Renderer {
  if (jsonProgress) return jsonRenderer(process.stdout, among?.number);
  if (quiet) return silent;
  const { stderr } = process;
  const now = () => performance.now();
  if (among) {
    const mark = `[${among.number}/${among.of}] `;
    const marked = (text: string) => stderr.write(text.replace(/^(?=.)/gm, mark));
    return lineRenderer({ write: marked }, verbose, now);
  }
  return isRedrawable(stderr) ? barRenderer(stderr, verbose, now) : lineRenderer(stderr, verbose, now);
}

/**
 * One JSON object a line: the facts as they are. Lines of the command line's own are notices.
 *
 * @param job number of the job, counted from 1, that every fact is to carry where several run at once
 */
export function jsonRenderer(out: TextSink, job?: number): Renderer {
  const print = (fact: object) =>
    out.write(`${JSON.stringify(job === undefined ? fact : { job, ...fact })}\n`);
  return {
    progress: print,
    say: (text) => print({ type: 'notice', text }),
    end: () => {},
  };
}
