import type { Redis } from 'ioredis';
import type { StylizeOptions } from '../options/resolve.js';
import type { QueueAddress } from './queue-address.js';

/** What a worker is started with. */
export interface WorkerSettings {
  readonly address: QueueAddress;
  /** Where this machine has the folder that all machines share. */
  readonly shared: string | undefined;
  readonly device: StylizeOptions['device'] | undefined;
  readonly threads: StylizeOptions['threads'] | undefined;
  /** Seconds without a sign of life after which a worker's shot is given to another. */
  readonly lostAfter: number;
  /** Seconds without work after which it ends; undefined: never. */
  readonly idle: number | undefined;
}

/** What a worker tells, and how it is ended. */
export interface WorkerControl {
  /** Ends it: what it has in hand goes back into the queue. */
  readonly signal: AbortSignal;
  /** A line for people. */
  readonly say: (text: string) => void;
  /** A line for people who want to know every frame. */
  readonly detail: (text: string) => void;
}

/** Passed on to what is done with one task of the queue. */
export interface TaskContext extends WorkerControl {
  readonly settings: WorkerSettings;
  readonly client: Redis;
  readonly bullmq: typeof import('bullmq');
  /** Aborted when the queue has given the task to another worker. */
  readonly lost: AbortSignal;
  /** The key that the worker holds the task by. */
  readonly token: string;
}
