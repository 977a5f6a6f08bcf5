import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { ModelError } from '../../errors.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';

/** Bytes received so far, of how many (undefined where the server does not say). */
export interface ModelProgress {
  readonly type: 'model-download';
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
}

/** Bytes that can be read anywhere. */
export interface ByteSource extends AsyncDisposable {
  /** For messages. */
  readonly name: string;
  /** Bytes from `begin` up to `end` or the end of the source, whichever comes first. */
  read(begin: number, end: number): Promise<Uint8Array>;
}

/** @throws ModelError if there is no such file or it cannot be read */
export async function openFileSource(path: string, name = path): Promise<ByteSource> {
  await checkRegularPath(path);
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw new ModelError(`Expected a readable model file, got ${name}: ${(error as Error).message}`, error);
  }
  return {
    name,
    async read(begin, end) {
      const buffer = new Uint8Array(end - begin);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, begin);
      return buffer.subarray(0, bytesRead);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/**
 * A file on a server that answers range requests, or undefined if it does not.
 *
 * @throws ModelError if the server refuses or cannot be reached
 */
export async function openRangeSource(url: URL, signal?: AbortSignal): Promise<ByteSource | undefined> {
  const fetchRange = (begin: number, end: number) =>
    request(url, { headers: { range: `bytes=${begin}-${end - 1}` }, ...(signal && { signal }) });
  const probe = await fetchRange(0, 8);
  await probe.body?.cancel();
  if (probe.status !== 206) return undefined;
  return {
    name: url.href,
    async read(begin, end) {
      const response = await fetchRange(begin, end);
      if (response.status !== 206) {
        await response.body?.cancel();
        throw new ModelError(`Expected part of ${url.href}, got status ${response.status}`);
      }
      return await guarded(url, signal, async () => new Uint8Array(await response.arrayBuffer()));
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** A successful response, or a ModelError; an abort rejects with the signal's reason. */
export async function request(url: URL, init: RequestInit): Promise<Response> {
  const response = await guarded(url, init.signal ?? undefined, () => fetch(url, init));
  if (response.ok) return response;
  await response.body?.cancel();
  throw new ModelError(
    `Expected ${url.href} to be a model file, got status ${response.status} ${response.statusText}`,
  );
}

/** Turns what `fetch` throws into a ModelError with a reason, or the signal's own. */
export async function guarded<T>(
  url: URL,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ModelError) throw error;
    const { cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : (error as Error).message;
    throw new ModelError(`The download of ${url.href} was interrupted (${reason}). Try again`, error);
  }
}

/** SHA-256 of a file, in hex. */
export async function fileSha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'r');
  for await (const chunk of handle.createReadStream()) {
    signal?.throwIfAborted();
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}
