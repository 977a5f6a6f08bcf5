import { errorText } from './error-text.js';
import { printable } from './printable.js';

/** Prints one line of a result to standard output. */
export function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** Prints one line that is no result to standard error. */
export function printAside(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Prints an error; with `of` before it, where it is one of several. */
export function printError(error: unknown, verbose: boolean, of?: string): void {
  const before = of === undefined ? '' : `${printable(of)}: `;
  process.stderr.write(`${before}${errorText(error, verbose)}\n`);
}
