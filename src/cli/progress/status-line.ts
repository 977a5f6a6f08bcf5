import { clearLine, printable } from '../terminal/printable.js';
import type { TextSink } from './renderer.js';

/** Whether a line can be drawn anew on it: a terminal, and not the log of a build. */
export function isRedrawable(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
}

/** How far the work has come: on a terminal one line at its foot, drawn anew each time; elsewhere a line each time. */
export class StatusLine {
  readonly #out: TextSink;
  readonly #terminal: boolean;
  #text = '';

  constructor(out: TextSink, terminal: boolean) {
    this.#out = out;
    this.#terminal = terminal;
  }

  /** Shows a text, on a terminal cut to its width. */
  show(text: string): void {
    if (!this.#terminal) {
      this.#out.write(`${text}\n`);
      return;
    }
    this.#text = shortened(text, (this.#out.columns || 80) - 1);
    this.#out.write(clearLine + this.#text);
  }

  /** Prints whole lines above it. */
  above(lines: string): void {
    this.#out.write(`${this.#text === '' ? '' : clearLine}${lines}${this.#text}`);
  }

  /** Prints one line in its place. */
  say(text: string): void {
    this.end();
    this.#out.write(`${printable(text)}\n`);
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
