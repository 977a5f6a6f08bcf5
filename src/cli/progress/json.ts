import type { Renderer, TextSink } from './renderer.js';

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
