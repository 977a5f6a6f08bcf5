import { CommanderError } from 'commander';
import { UsageError } from '../errors.js';

/** What the process tells its caller. */
export const exitCodes = Object.freeze({ success: 0, failure: 1, usage: 2, interrupted: 130 });

/** The user stopped the job: the reason that a job's signal is aborted with. */
export class Interrupted extends Error {
  /** The signal that asked for it: `SIGINT` for Ctrl-C. */
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}; nothing unfinished is left`);
    this.name = 'Interrupted';
    this.signal = signal;
  }
}

/** The exit code for whatever a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return exitCodes.interrupted;
  // Commander throws to leave after --help and --version, too; those are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
}
