import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { JobResult } from './facts/job-facts.js';

/** A page holds the whole file in memory. */
const mostFetched = 512 * 2 ** 20;
/** How long a page may take to ask for a result. */
const requestTimeoutMs = 2000;

const mediaTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mov': 'video/quicktime',
  '.mkv': 'video/x-matroska',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};

/** The media type of an output by its name. */
export function mediaTypeOf(path: string): string {
  return mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** An output as a page lists it. */
export async function resultFacts(output: string): Promise<JobResult> {
  const path = resolve(output);
  const found = await stat(path).catch(() => undefined);
  return { name: basename(path), path, fetched: found?.isFile() === true && found.size <= mostFetched };
}

/** Which results have been requested. */
export class RequestedResults {
  readonly #requested = new Set<number>();
  readonly #waiting = new Map<number, () => void>();

  markRequested(n: number): void {
    this.#requested.add(n);
    this.#waiting.get(n)?.();
  }

  /** Resolves when the n-th has been requested, or is not for a while. */
  requested(n: number): Promise<void> {
    if (this.#requested.has(n)) return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(done, requestTimeoutMs);
      this.#waiting.set(n, () => {
        clearTimeout(timer);
        done();
      });
    });
  }
}
