import { type ChildProcess, spawn } from 'node:child_process';
import { cliPath } from '../cli/run-cli.js';

/** A command that is under way. */
export interface Running {
  readonly child: ChildProcess;
  /** All that it has printed. */
  readonly said: () => string;
  /** Its exit code; null where a signal has ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it without a warning. */
  kill(): Promise<void>;
}

/**
 * Starts the built command.
 *
 * @param through a program that runs it, with its arguments
 */
export function start(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  through: readonly string[] = [],
): Running {
  const [program = '', ...rest] = [...through, process.execPath, cliPath, ...args];
  const child = spawn(program, rest, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { child, said: () => text, ended, kill };
}
