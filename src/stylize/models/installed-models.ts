import { readdir, readFile, stat } from 'node:fs/promises';
import { ModelError } from '../../errors.js';
import { writeWholeFile } from '../../files/whole-file.js';
import { fastWeightsPath, loadFastWeights } from '../fast/fast-weights.js';
import { PACKAGED_NAMES, packagedPath } from '../network/embedded.js';
import { loadNetwork } from '../network/load-network.js';
import { fileSha256 } from './byte-source.js';
import { PACKAGED_SHA256 } from './manifest.js';
import { installedModelPath, modelsDirectory, resolveModel } from './resolve-model.js';

/** A model that `--model <name>` finds. */
export interface InstalledModel {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 that the file had when it was installed, in hex; of the manifest for ours. */
  readonly sha256: string;
  /** Where it came from: a file, an address, or `package`. */
  readonly source: string;
}

/** Writes down what was installed, beside it. */
export async function recordModel(model: InstalledModel): Promise<void> {
  const path = `${installedModelPath(model.name)}.json`;
  const { name, bytes, sha256, source } = model;
  await writeWholeFile(path, `${JSON.stringify({ name, bytes, sha256, source }, undefined, 2)}\n`);
}

/** Our own networks and all that was installed, by name. */
export async function listModels(): Promise<InstalledModel[]> {
  const own = await Promise.all(
    PACKAGED_NAMES.map(async (name) => {
      const path = packagedPath(name);
      const bytes = await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
      return { name, path, bytes, sha256: PACKAGED_SHA256[name], source: 'package' };
    }),
  );
  const files = await readdir(modelsDirectory()).catch(() => []);
  const names = files.filter((file) => file.endsWith('.safetensors')).map((file) => file.slice(0, -12));
  return [...own, ...(await Promise.all(names.sort().map(readRecord)))];
}

async function readRecord(name: string): Promise<InstalledModel> {
  const path = installedModelPath(name);
  const { size: bytes } = await stat(path);
  try {
    const record = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Partial<InstalledModel>;
    return { name, path, bytes, sha256: String(record.sha256), source: String(record.source) };
  } catch {
    return { name, path, bytes, sha256: '', source: 'unknown' };
  }
}

/**
 * Checks that a model's file is what was installed (or shipped) and loads.
 *
 * @throws ModelError where it is missing, changed or damaged
 */
export async function verifyModel(name: string, signal?: AbortSignal): Promise<InstalledModel> {
  const path = name === 'fast' ? fastWeightsPath() : await resolveModel(name);
  const model = (await listModels()).find((candidate) => candidate.path === path);
  const sha256 = await fileSha256(path, signal);
  if (model !== undefined && model.sha256 !== '' && model.sha256 !== sha256) {
    throw new ModelError(
      `Expected ${path} to have the SHA-256 ${model.sha256}, got ${sha256}: it has been changed or damaged. Install it again`,
    );
  }
  await (name === 'fast' ? loadFastWeights(path) : loadNetwork(path));
  return model ?? { name, path, bytes: (await stat(path)).size, sha256, source: path };
}
