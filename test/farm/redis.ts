import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { scratchFolder } from '../media/clips.js';

/** The server program, or undefined where there is none. */
const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Why tests of the farm are skipped; false where they are not. */
export const noRedis = program === undefined && 'no redis-server or valkey-server on this machine';

/** A server of its own, on a free port of this machine. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Ends it without a warning, and all that it knows with it. */
  kill(): Promise<void>;
  /** Starts it again, where it was. */
  start(): Promise<void>;
}

/**
 * Starts a server that keeps nothing on the disk.
 *
 * @param password that it asks for
 * @param tls arguments that name its certificate: then it speaks nothing but TLS
 */
export async function startRedis(password?: string, tls?: readonly string[]): Promise<TestRedis> {
  const port = await freePort();
  const folder = scratchFolder();
  let child: ChildProcess | undefined;
  const start = async () => {
    const ports = tls ? ['--port', '0', '--tls-port', String(port), ...tls] : ['--port', String(port)];
    const where = [...ports, '--bind', '127.0.0.1', '--dir', folder];
    const asks = password === undefined ? [] : ['--requirepass', password];
    child = spawn(program as string, [...where, ...asks, '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    let isReady = false;
    for await (const chunk of child.stdout ?? []) {
      said += String(chunk);
      isReady = /ready to accept connections/i.test(said);
      if (isReady) break;
    }
    if (!isReady) throw new Error(`${program} has not started: ${said}`);
    child.stdout?.resume();
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  const user = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const url = tls ? `rediss://${user}localhost:${port}` : `redis://${user}127.0.0.1:${port}`;
  return { url, kill, start, [Symbol.asyncDispose]: kill };
}

/** A port of this machine that is free at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Waits until something holds; rejects when that takes longer than `seconds`. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, seconds = 30) {
  const until = performance.now() + 1000 * seconds;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`Not within ${seconds} s: ${what}`);
    await delay(50);
  }
}
