import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { cliPath, runCli } from './run-cli.js';

const run = promisify(execFile);

/** When a job is killed: so long after its start, or after it has painted a frame. */
export interface Moment {
  readonly frame?: number;
  readonly ms?: number;
}

/** Starts the built command, kills it without a warning at the given moment and waits until it is gone. */
export async function killAt(moment: Moment, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(process.execPath, [cliPath, ...args, '--json-progress'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { frame, ms = 0 } = moment;
  if (frame !== undefined) await Promise.race([gone, painted(child, frame)]);
  if (ms > 0) await Promise.race([gone, delay(ms)]);
  child.kill('SIGKILL');
  await gone;
}

async function painted(child: ChildProcess, frame: number): Promise<void> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes(`"type":"frame","index":${frame},`)) return;
  }
}

/** The hash and time of every decoded frame, a line each. */
export async function frameHashes(path: string): Promise<string[]> {
  const args = ['-v', 'error', '-i', `file:${path}`, '-map', '0:v', '-f', 'framemd5', '-'];
  const { stdout } = await run(findBinary('ffmpeg').path, args);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** Runs a job to its end and returns its frames' hashes and what it said. */
export async function finish(
  args: readonly string[],
  output: string,
  cwd: string,
): Promise<{ hashes: string[]; stderr: string }> {
  const { code, stderr } = await runCli(args, { cwd });
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return { hashes: await frameHashes(join(cwd, output)), stderr };
}

/** Names in a folder that no finished job leaves behind. */
export async function leftovers(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('.'));
}

/** The JSON in a file. */
export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** Pseudo-random numbers in [0,1) of a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
