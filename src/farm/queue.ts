import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** Begins the name of every key in the queue's server. */
export const prefix = 'nst-video';
/** Names of the two queues. */
export const queues = { shots: 'shots', assembly: 'assembly' } as const;

/** Where a job folder is: absolute, or within the folder that all machines share, wherever each has it. */
export interface FolderPlace {
  readonly path: string;
  readonly shared: boolean;
}

/** What is queued of a job as a whole: its assembly. */
export interface AssemblyData {
  readonly folder: FolderPlace;
}

/** What is queued of a shot. */
export interface ShotData extends AssemblyData {
  /** The job's, as in its plan. */
  readonly job: string;
  /** Counted from 0. */
  readonly shot: number;
  readonly frames: number;
  /** Frames that were there at each start since one was added: all the same, and of workers that never came back. */
  readonly starts: readonly number[];
}

/** How a shot stands, told by who paints it. */
export interface ShotStatus {
  readonly state: 'painting' | 'done' | 'waiting' | 'failed';
  /** Frames that are complete. */
  readonly done: number;
  readonly frames: number;
  /** The machine. */
  readonly host: string;
  /** Seconds of work that its frames took; null where that is not known. */
  readonly seconds: number | null;
  /** Why it waits or has failed. */
  readonly reason?: string | undefined;
}

/** Seconds that what is told of a job stays, at least. */
const keptSeconds = 7 * 86_400;

/** What is told of one job beside its queues, in the same server: the status of each shot, and whether it is cancelled. */
export class JobBoard {
  readonly #client: Redis;
  readonly #status: string;
  readonly #cancelled: string;
  readonly #refusals: string;

  constructor(client: Redis, job: string) {
    this.#client = client;
    this.#status = `${prefix}:status:${job}`;
    this.#cancelled = `${prefix}:cancelled:${job}`;
    this.#refusals = `${prefix}:refusals:${job}`;
  }

  async tell(shot: number, status: ShotStatus): Promise<void> {
    await this.#client
      .multi()
      .hset(this.#status, String(shot), JSON.stringify(status))
      .expire(this.#status, keptSeconds)
      .exec();
  }

  /** By shot, of those that something is told of. */
  async statuses(): Promise<Map<number, ShotStatus>> {
    const told = await this.#client.hgetall(this.#status);
    return new Map(
      Object.entries(told).map(([shot, text]) => [Number(shot), JSON.parse(text) as ShotStatus]),
    );
  }

  async cancel(): Promise<void> {
    await this.#client.set(this.#cancelled, '1', 'EX', keptSeconds);
  }

  async isCancelled(): Promise<boolean> {
    return (await this.#client.exists(this.#cancelled)) === 1;
  }

  /** Counts that a worker lacks what the job needs; resolves to how often that was so since a shot was begun. */
  async refused(): Promise<number> {
    const count = await this.#client.incr(this.#refusals);
    await this.#client.expire(this.#refusals, keptSeconds);
    return count;
  }

  async begun(): Promise<void> {
    await this.#client.del(this.#refusals);
  }

  /** Forgets all of it. */
  async clear(): Promise<void> {
    await this.#client.del(this.#status, this.#cancelled, this.#refusals);
  }
}

/** The queue's name of a shot of a job. */
export function shotId(job: string, shot: number): string {
  return `${job}-${shot + 1}`;
}

/** The queue's name of a job folder's job: another folder of the same plan is another job. */
export function jobId(plan: string, { path }: FolderPlace): string {
  return createHash('sha256').update(`${plan}\n${path}`).digest('hex').slice(0, 24);
}

/** The lowest number goes first. */
const priorities = { first: 1, last: 2 ** 21 };

/**
 * The order of a job's shots in the queue: the longest first, and fair to other jobs. A shot's number is how many frames
 * of its job go before it, counted from where the queue stands: so jobs that wait together are given frames by turns.
 *
 * @param frames of each shot
 * @param stands number of the shot that is next in the queue; undefined where none waits
 * @returns for each shot, in the order of `frames`
 */
export function queueOrder(frames: readonly number[], stands: number | undefined): number[] {
  let next = stands ?? priorities.first;
  const numbers = frames.map(() => priorities.first);
  for (const shot of [...frames.keys()].sort((a, b) => frames[b]! - frames[a]!)) {
    numbers[shot] = Math.min(next, priorities.last);
    next += frames[shot]!;
  }
  return numbers;
}
