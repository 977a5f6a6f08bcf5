import { FfmpegError, NstError, UsageError } from '../../errors.js';
import { Interrupted, Unfinished } from '../process/exit-codes.js';
import { printable, printableLines } from './printable.js';
import { inPlainWords } from './system-words.js';

/**
 * What to print of an error: one line, or the whole story under `--verbose`; and what is kept
 * of an unfinished job. Nothing in it acts on a terminal.
 */
export function errorText(error: unknown, verbose: boolean): string {
  if (error instanceof Unfinished) {
    if (error.cause instanceof Interrupted) return `${error.cause.how}; ${error.kept}`;
    return `${errorText(error.cause, verbose)}\n${error.kept}`;
  }
  if (error instanceof Interrupted) return error.message;
  const line = `error: ${oneLine(inPlainWords(messageOf(error)))}`;
  if (!verbose || error instanceof UsageError) {
    // An error that we did not foresee is worth a report, and a report needs the stack.
    return error instanceof NstError ? line : `${line} (run with --verbose for details)`;
  }
  return [line, ...details(error)].join('\n');
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, ' ').trim());
}

function details(error: unknown): string[] {
  const lines: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    lines.push(`${depth > 0 ? 'caused by: ' : ''}${stackOf(at)}`);
    if (at instanceof FfmpegError && at.stderr !== '')
      lines.push(`FFmpeg said:\n${printableLines(at.stderr)}`);
  }
  return lines;
}

/** An error's stack, its message in one line. */
function stackOf({ stack, message }: Error): string {
  return printableLines((stack ?? message).replace(message, () => oneLine(message)));
}
