import { writeFile } from 'node:fs/promises';
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
  const { headers, body } = await request(url, { signal: signal ?? null });
  if (body === null) throw new ModelError(`Expected ${url.href} to be a model file, got an empty response`);
  const length = Number(headers.get('content-length'));
  const total = length > 0 ? length : undefined;
  async function* counted(chunks: AsyncIterable<Uint8Array>) {
    let received = 0;
    for await (const chunk of chunks) {
      received += chunk.length;
      report(received, total);
      yield chunk;
    }
  }
  await guarded(url, signal, () =>
    writeFile(target, counted(body as unknown as AsyncIterable<Uint8Array>), { flag: 'wx', signal }),
  );
}
