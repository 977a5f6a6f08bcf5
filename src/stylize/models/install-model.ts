import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError, UsageError } from '../../errors.js';
import { INPUTS, type InputName } from '../network/conventions.js';
import { PACKAGED_NAMES } from '../network/embedded.js';
import { type InputDecision, isInputName } from '../network/input-decision.js';
import { loadNetwork } from '../network/load-network.js';
import { isOnnx } from '../network/onnx/onnx-weights.js';
import {
  type ByteSource,
  fileSha256,
  type ModelProgress,
  openFileSource,
  openRangeSource,
} from './byte-source.js';
import { type CutNetwork, cutNetwork, cutOnnx } from './cut-network.js';
import { download } from './download.js';
import { type InstalledModel, recordModel } from './installed-models.js';
import { installedModelPath, isModelName, modelsDirectory } from './resolve-model.js';

export interface InstallModelOptions {
  /** Under which the model will be known: `--model <name>`. Default `vgg16` or `vgg19`, as was found. */
  readonly name?: string | undefined;
  /** Expected SHA-256, in hex, of the source, or of the file that is installed. */
  readonly sha256?: string | undefined;
  /** What the weights expect of their input; by default what the file tells. */
  readonly input?: InputName | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ModelProgress) => void;
}

/** An installed model, and what its input was taken for. */
export interface NewlyInstalled extends InstalledModel {
  /** Undefined for a network that gives a mean of its own. */
  readonly input: InputDecision | undefined;
}

/**
 * Installs a network's weights from a safetensors or ONNX file, or from an
 * http(s) address of one, that the user names. Only what we use of them is
 * kept, and, of safetensors on a server that answers range requests, fetched;
 * a given hash that does not fit that part is compared with the whole source,
 * which is then fetched. The model appears under its name when it is complete,
 * checked and loads, or not at all.
 *
 * @throws ModelError where the source cannot be had, is damaged, no VGG network, has another hash, or nothing tells its input
 * @throws UsageError for a name, hash or input that cannot be one
 */
export async function installModel(
  source: string,
  options: InstallModelOptions = {},
): Promise<NewlyInstalled> {
  const { signal } = options;
  const sha256 = options.sha256?.toLowerCase();
  if (options.name !== undefined && (!isModelName(options.name) || ownNames.includes(options.name))) {
    throw new UsageError(
      `Expected a model name of letters, digits, - and _, other than ${ownNames.join(', ')}, got \`${options.name}\``,
    );
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new UsageError(`Expected a SHA-256 of 64 hexadecimal digits, got \`${options.sha256}\``);
  }
  if (options.input !== undefined && !isInputName(options.input)) {
    const inputs = Object.keys(INPUTS).join(', ');
    throw new UsageError(`Expected \`--input\` to be one of ${inputs}, got \`${options.input}\``);
  }
  signal?.throwIfAborted();
  await mkdir(modelsDirectory(), { recursive: true });
  const base = join(modelsDirectory(), `install-${process.pid}-${temporaryCount++}`);
  const [cut, whole] = [`${base}.new`, `${base}.download`];
  try {
    const found = await fetchInto(source, cut, whole, { ...options, sha256 });
    const network = await loadNetwork(cut);
    const name = options.name ?? found.column;
    const path = installedModelPath(name);
    const { size } = await stat(cut);
    await rename(cut, path);
    const installed = { name, path, bytes: size, sha256: network.sha256, source };
    await recordModel(installed);
    return { ...installed, input: found.input };
  } finally {
    await rm(cut, { force: true });
    await rm(whole, { force: true });
  }
}

/** Names that are taken by what comes with the package. */
const ownNames: readonly string[] = ['embedded', ...PACKAGED_NAMES];

let temporaryCount = 0;

async function fetchInto(
  source: string,
  cut: string,
  whole: string,
  { sha256, input, signal, onProgress }: InstallModelOptions,
): Promise<CutNetwork> {
  const onBytes = (receivedBytes: number, totalBytes: number | undefined) =>
    onProgress?.({ type: 'model-download', receivedBytes, totalBytes });
  const options = { onBytes, input, signal };
  const fits = async (path: string) => sha256 === undefined || (await fileSha256(path, signal)) === sha256;
  const url = asUrl(source);
  if (url !== undefined) {
    await using ranges = await openRangeSource(url, signal);
    // ONNX's tensors can only be found by going through all of the file.
    if (ranges !== undefined && !(await holdsOnnx(ranges))) {
      const found = await cutNetwork(ranges, cut, options);
      if (await fits(cut)) return found;
      await rm(cut);
    }
    await download(url, whole, onBytes, signal);
  }
  const path = url === undefined ? source : whole;
  await using file = await openFileSource(path, source);
  const onnx = await holdsOnnx(file);
  const found = onnx ? await cutOnnx(path, source, cut, options) : await cutNetwork(file, cut, options);
  if ((await fits(cut)) || (await fits(path))) return found;
  throw new ModelError(
    `Expected ${source} to have the SHA-256 ${sha256}, got ${await fileSha256(path, signal)}. Nothing was installed`,
  );
}

async function holdsOnnx(source: ByteSource): Promise<boolean> {
  return isOnnx(await source.read(0, 16), source.name);
}

function asUrl(source: string): URL | undefined {
  if (!/^https?:\/\//i.test(source) || existsSync(source)) return undefined;
  try {
    return new URL(source);
  } catch (error) {
    throw new UsageError(`Expected a file or an http(s) address, got ${source}`, error);
  }
}
