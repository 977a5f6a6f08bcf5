import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ModelError, UsageError } from '../../errors.js';
import { EMBEDDED_NAMES } from '../network/embedded.js';
import { loadNetwork } from '../network/load-network.js';
import {
  type ByteSource,
  fileSha256,
  guarded,
  type ModelProgress,
  openFileSource,
  openRangeSource,
  request,
} from './byte-source.js';
import { modelsDirectory } from './cache-dir.js';
import { cutNetwork } from './cut-network.js';
import { type InstalledModel, recordModel } from './installed-models.js';
import { installedModelPath, isModelName } from './resolve-model.js';

export interface InstallModelOptions {
  /** Under which the model will be known: `--model <name>`. Default `vgg19`. */
  readonly name?: string;
  /** Expected SHA-256, in hex, of the source, or of the file that is installed. */
  readonly sha256?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ModelProgress) => void;
}

/**
 * Installs a network's weights from a safetensors file or an http(s) address
 * that the user names. Only what we use of them is kept, and, where the server
 * answers range requests, fetched; a given hash that does not fit that part is
 * compared with the whole source, which is then fetched. The model appears
 * under its name when it is complete, checked and loads, or not at all.
 *
 * @throws ModelError where the source cannot be had, is damaged, no VGG network, or has another hash
 * @throws UsageError for a name or hash that cannot be one
 */
export async function installModel(
  source: string,
  options: InstallModelOptions = {},
): Promise<InstalledModel> {
  const { name = 'vgg19', signal } = options;
  const sha256 = options.sha256?.toLowerCase();
  if (!isModelName(name) || ownNames.includes(name)) {
    throw new UsageError(
      `Expected a model name of letters, digits, - and _, none of ${ownNames.join(', ')}, got \`${name}\``,
    );
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new UsageError(`Expected a SHA-256 of 64 hexadecimal digits, got \`${options.sha256}\``);
  }
  signal?.throwIfAborted();
  await mkdir(modelsDirectory(), { recursive: true });
  const base = `${installedModelPath(name)}.${process.pid}-${temporaryCount++}`;
  const [cut, whole] = [`${base}.new`, `${base}.download`];
  try {
    await fetchInto(source, cut, whole, { ...options, ...(sha256 !== undefined && { sha256 }) });
    const network = await loadNetwork(cut);
    const { size } = await stat(cut);
    await rename(cut, installedModelPath(name));
    const installed = { name, path: installedModelPath(name), bytes: size, sha256: network.sha256, source };
    await recordModel(installed);
    return installed;
  } finally {
    await rm(cut, { force: true });
    await rm(whole, { force: true });
  }
}

/** Names that are taken by what comes with the package. */
const ownNames: readonly string[] = ['embedded', ...EMBEDDED_NAMES];

let temporaryCount = 0;

async function fetchInto(
  source: string,
  cut: string,
  whole: string,
  { sha256, signal, onProgress }: InstallModelOptions,
): Promise<void> {
  const report = (receivedBytes: number, totalBytes: number | undefined) =>
    onProgress?.({ type: 'model-download', receivedBytes, totalBytes });
  const take = async (from: ByteSource) => {
    try {
      await cutNetwork(from, cut, report, signal);
    } finally {
      await from[Symbol.asyncDispose]();
    }
  };
  const url = asUrl(source);
  if (url !== undefined) {
    const ranges = await openRangeSource(url, signal);
    if (ranges !== undefined) {
      await take(ranges);
      if (sha256 === undefined || (await fileSha256(cut, signal)) === sha256) return;
      await rm(cut);
    }
    await download(url, whole, report, signal);
  }
  const path = url === undefined ? source : whole;
  await take(await openFileSource(path, source));
  if (sha256 === undefined || (await fileSha256(cut, signal)) === sha256) return;
  const found = await fileSha256(path, signal);
  if (found === sha256) return;
  throw new ModelError(
    `Expected ${source} to have the SHA-256 ${sha256}, got ${found}. Nothing was installed`,
  );
}

function asUrl(source: string): URL | undefined {
  if (!/^https?:\/\//i.test(source) || existsSync(source)) return undefined;
  try {
    return new URL(source);
  } catch (error) {
    throw new UsageError(`Expected a file or an http(s) address, got ${source}`, error);
  }
}

async function download(
  url: URL,
  target: string,
  report: (received: number, total: number | undefined) => void,
  signal?: AbortSignal,
): Promise<void> {
  const response = await request(url, signal ? { signal } : {});
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
      signal ? { signal } : {},
    ),
  );
}
