import { CommanderError } from 'commander';
import { mayPass, NstError, UsageError, WorkError } from '../../errors.js';

/** What the process tells its caller. */
export const exitCodes = Object.freeze({ success: 0, failure: 1, usage: 2, interrupted: 130 });

/**
 * What commands that a scheduler starts tell it in place of `failure`, as `sysexits.h` has it: the same command will fail
 * again, or it may succeed later or on another machine.
 */
const taskExitCodes = Object.freeze({ badInput: 65, tryAgain: 75 });

let isTask = false;

/** Has this process tell a scheduler by its exit code whether trying again may help. */
export function endAsTask(): void {
  isTask = true;
}

/** The user stopped the job: the reason that a job's signal is aborted with. */
export class Interrupted extends Error {
  /** The signal that asked for it: `SIGINT` for Ctrl-C. */
  readonly signal: NodeJS.Signals;
  /** `Stopped by Ctrl-C`. */
  readonly how: string;

  constructor(signal: NodeJS.Signals, how = `Stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}`) {
    super(`${how}; no unfinished files are left`);
    this.name = 'Interrupted';
    this.how = how;
    this.signal = signal;
  }
}

/** A job that ended early, for the reason in `cause`, and left something to continue from. */
export class Unfinished extends Error {
  /** What is kept and how to continue, a sentence without its beginning and end. */
  readonly kept: string;

  constructor(
    cause: unknown,
    { done, frames }: { readonly done: number; readonly frames: number },
    /** The command discarded earlier work first. */
    restart = false,
  ) {
    const stopped = cause instanceof Interrupted;
    const refused = cause instanceof WorkError; // says itself how to continue
    const how = stopped ? 'run the same command' : 'once the problem is fixed, run the same command';
    const kept = `${done} of ${frames} frames are kept${refused ? '' : `: ${how}${restart ? ' without `--restart`' : ''} to continue`}`;
    super(kept, { cause });
    this.name = 'Unfinished';
    this.kept = kept;
  }
}

/** The exit code for whatever a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Unfinished) return exitCodeOf(error.cause);
  if (error instanceof Interrupted) return exitCodes.interrupted;
  // Commander throws to leave after --help and --version, too; those are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  if (error instanceof UsageError) return exitCodes.usage;
  if (!isTask || !(error instanceof NstError)) return exitCodes.failure;
  return mayPass(error) ? taskExitCodes.tryAgain : taskExitCodes.badInput;
}
