/** What went wrong, as a stable string that programs can test. */
export type ErrorCode = 'USAGE' | 'INPUT' | 'OUTPUT' | 'FFMPEG' | 'MODEL' | 'ENGINE' | 'WORK';

/**
 * Base of every error that this library throws on purpose. The message says
 * what was expected, what came and what to do; `cause` carries the error
 * underneath, if there was one. A defect of the library itself is an
 * `AssertionError` instead; an abort rejects with `signal.reason` unchanged.
 */
export class NstError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
  }
}

/** An option, argument or combination of them that makes no sense. Exit code 2. */
export class UsageError extends NstError {
  constructor(message: string, cause?: unknown) {
    super('USAGE', message, cause);
  }
}

/** A clip, picture or model file that cannot be read as what it should be. */
export class InputError extends NstError {
  constructor(message: string, cause?: unknown) {
    super('INPUT', message, cause);
  }
}

/** The output cannot be written: exists already, no permission, disk full. */
export class OutputError extends NstError {
  constructor(message: string, cause?: unknown) {
    super('OUTPUT', message, cause);
  }
}

/** How FFmpeg or ffprobe came to its end: with an exit code of its own, by a signal, or stopped by us because it hung. */
export type FfmpegEnd = 'exited' | 'killed' | 'timed out';

/** FFmpeg or ffprobe is missing, failed or died; carries what it printed last. */
export class FfmpegError extends NstError {
  /** The last lines of standard error, or '' where there were none. */
  readonly stderr: string;
  /** `undefined` where no process ended: it is missing, or what it delivered is wrong. */
  readonly end: FfmpegEnd | undefined;

  constructor(message: string, stderr = '', cause?: unknown, end?: FfmpegEnd) {
    super('FFMPEG', message, cause);
    this.stderr = stderr;
    this.end = end;
  }
}

/** A network's weights are missing, damaged or of the wrong shape. */
export class ModelError extends NstError {
  constructor(message: string, cause?: unknown) {
    super('MODEL', message, cause);
  }
}

/** The compute engine could not start or failed while computing. */
export class EngineError extends NstError {
  constructor(message: string, cause?: unknown) {
    super('ENGINE', message, cause);
  }
}

/** A work folder that cannot be used: another job's, held by a running process, or damaged. */
export class WorkError extends NstError {
  constructor(message: string, cause?: unknown) {
    super('WORK', message, cause);
  }
}

/** Work that is not there yet, or that another process has in hand: the same call may succeed later. */
export class NotReadyError extends WorkError {}

/** Whether an error may be gone later or on another machine: work in other hands, a full disk, no memory, a killed FFmpeg. */
export function mayPass(error: unknown): boolean {
  if (error instanceof NotReadyError || error instanceof EngineError) return true;
  if (error instanceof FfmpegError) return error.end === 'killed' || error.end === 'timed out';
  const code = (error as { cause?: NodeJS.ErrnoException } | undefined)?.cause?.code;
  return error instanceof OutputError && ['ENOSPC', 'EDQUOT', 'EIO'].includes(code ?? '');
}
