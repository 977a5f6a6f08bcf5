import { clearLine } from '../terminal/printable.js';
import type { TextSink } from './renderer.js';

/** Whether a line can be drawn anew on it: a terminal, and not the log of a build. */
export function isRedrawable(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
}

/** The line at the foot of a terminal that shows how far the work has come, drawn anew each time. */
export class StatusLine {
  readonly #out: TextSink;
  #text = '';

  constructor(out: TextSink) {
    this.#out = out;
  }

  /** Draws the line, cut to the width of the terminal. */
  draw(text: string): void {
    this.#text = shortened(text, (this.#out.columns || 80) - 1);
    this.#out.write(clearLine + this.#text);
  }

  /** Prints lines above it. */
  above(text: string): void {
    this.#out.write(`${this.#text === '' ? '' : clearLine}${text}${this.#text}`);
  }

  /** Erases it. */
  end(): void {
    if (this.#text !== '') this.#out.write(clearLine);
    this.#text = '';
  }
}

function shortened(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
