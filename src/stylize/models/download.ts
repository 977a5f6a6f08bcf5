import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ModelError } from '../../errors.js';
import { guarded, request } from './byte-source.js';

/**
 * Writes what an address holds into a new file.
 *
 * @throws ModelError where the server refuses or the connection breaks; an abort rejects with the signal's reason
 */
export async function download(
  url: URL,
  target: string,
  report: (received: number, total: number | undefined) => void,
  signal?: AbortSignal,
): Promise<void> {
  const response = await request(url, { signal: signal ?? null });
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) && length > 0 ? length : undefined;
  let received = 0;
  const { body } = response;
  if (body === null) throw new ModelError(`Expected ${url.href} to be a model file, got an empty response`);
  await guarded(url, signal, () =>
    pipeline(
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          received += chunk.length;
          report(received, total);
          yield chunk;
        }
      },
      createWriteStream(target, { flags: 'wx' }),
      { signal },
    ),
  );
}
