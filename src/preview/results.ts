import { EventEmitter, once } from 'node:events';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { JobResult } from './facts/job-facts.js';

/** A page holds the whole file in memory. */
const mostFetched = 512 * 2 ** 20;
/** How long a page may take to ask for a result. */
const requestTimeoutMs = 2000;

/** An output as a page lists it. */
export async function resultFacts(output: string): Promise<JobResult> {
  const path = resolve(output);
  const found = await stat(path).catch(() => undefined);
  return { name: basename(path), path, fetched: found?.isFile() === true && found.size <= mostFetched };
}

/** Which results have been requested. */
export class RequestedResults {
  readonly #requested = new Set<number>();
  readonly #requests = new EventEmitter();

  markRequested(n: number): void {
    this.#requested.add(n);
    this.#requests.emit(String(n));
  }

  /** Resolves when the n-th has been requested, or is not for a while. */
  async requested(n: number): Promise<void> {
    if (this.#requested.has(n)) return;
    const signal = AbortSignal.timeout(requestTimeoutMs);
    await once(this.#requests, String(n), { signal }).catch(() => {});
  }
}
