import type { Renderer, TextSink } from './renderer.js';

/** One JSON object a line: the facts as they are. Lines of the command line's own are notices. */
export function jsonRenderer(out: TextSink): Renderer {
  const print = (fact: unknown) => out.write(`${JSON.stringify(fact)}\n`);
  return {
    progress: print,
    say: (text) => print({ type: 'notice', text }),
    end: () => {},
  };
}
