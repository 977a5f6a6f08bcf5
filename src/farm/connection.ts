import { isIP } from 'node:net';
import type { Redis } from 'ioredis';
import { NotReadyError, UsageError } from '../errors.js';
import type { QueueAddress } from './queue-address.js';

/** BullMQ and its client, which only those who use a farm install. */
export interface QueueLibraries {
  readonly bullmq: typeof import('bullmq');
  readonly Redis: typeof import('ioredis').Redis;
}

/** @throws UsageError that says what to install where they are missing */
export async function loadQueueLibraries(): Promise<QueueLibraries> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    throw new UsageError(
      'A farm needs the packages bullmq and ioredis, which are not part of nst-video: run `npm install bullmq@6 ioredis@5` (with `-g` if nst-video was installed so)',
      error,
    );
  }
}

/** Milliseconds that a server may take to answer at the beginning. */
const connectMs = 10_000;
/** Milliseconds between two tries to reach it again, at most. */
const mostWaitMs = 2000;

/**
 * Connects to the queue's server, and checks that it answers. Later, it is reached for again for as long as it takes.
 *
 * @param onTrouble hears that it cannot be reached at the moment, and that it can again
 * @throws NotReadyError where it does not answer, UsageError where it refuses the password
 */
export async function connect(
  { Redis }: Pick<QueueLibraries, 'Redis'>,
  address: QueueAddress,
  onTrouble: (text: string) => void = () => {},
): Promise<Redis> {
  const { host, port, username, password, db, tls, shown } = address;
  let ready = false;
  let failure: Error | undefined;
  const client = new Redis({
    host,
    port,
    db,
    username,
    password,
    tls: tls ? (isIP(host) ? {} : { servername: host }) : undefined,
    lazyConnect: true,
    connectTimeout: connectMs,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (ready ? Math.min(mostWaitMs, 100 * times) : null),
  });
  let lost = false;
  client.on('error', (error: Error) => {
    failure = error;
    if (!ready || lost) return;
    lost = true;
    onTrouble(`the queue at ${shown} cannot be reached: ${reasonOf(error)}; trying again`);
  });
  client.on('ready', () => {
    if (lost) onTrouble(`the queue at ${shown} is reached again`);
    lost = false;
  });
  try {
    await client.connect();
    await client.ping();
    ready = true;
    return client;
  } catch (error) {
    client.disconnect();
    const cause = failure ?? (error as Error);
    const reason = reasonOf(cause);
    if (/WRONGPASS|NOAUTH|NOPERM/.test(reason)) {
      throw new UsageError(
        `The queue at ${shown} refuses the user or the password: give them in \`--queue redis://user:password@host\``,
      );
    }
    throw new NotReadyError(`The queue at ${shown} cannot be reached: ${reason}`);
  }
}

/** @throws as `connect` and `loadQueueLibraries`, where the queue cannot be used */
export async function checkQueue(address: QueueAddress): Promise<void> {
  (await connect(await loadQueueLibraries(), address)).disconnect();
}

/** What an error says, its command and its arguments left out. */
function reasonOf(error: Error & { readonly code?: string }): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return (inner?.message || error.message || error.code || error.name).split('\n')[0]!;
}
