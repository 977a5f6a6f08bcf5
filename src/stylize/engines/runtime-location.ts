import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An onnxruntime-node that can be loaded. */
export interface RuntimeLocation {
  /** Absolute path of its folder, which `require` takes. */
  readonly folder: string;
  readonly version: string;
  /** Whether its CUDA libraries are there. */
  readonly cuda: boolean;
}

/**
 * Where onnxruntime is loaded from: the copy that comes with us, whose package has
 * no install script; or the package itself, where somebody has installed the same
 * version of it with its CUDA libraries, or there is no copy.
 */
export function runtimeLocation(): RuntimeLocation {
  const copy = locationIn(fileURLToPath(new URL('../../../vendor/onnxruntime-node', import.meta.url)));
  const own = installed();
  if (copy === undefined && own === undefined) throw new Error('onnxruntime-node is not installed');
  if (own !== undefined && (copy === undefined || (own.cuda && own.version === copy.version))) return own;
  return copy as RuntimeLocation;
}

function installed(): RuntimeLocation | undefined {
  try {
    return locationIn(join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '..'));
  } catch {
    return undefined;
  }
}

function locationIn(folder: string): RuntimeLocation | undefined {
  const description = join(folder, 'package.json');
  if (!existsSync(description)) return undefined;
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };
  const binaries = join(folder, 'bin', 'napi-v6', process.platform, process.arch);
  return { folder, version, cuda: existsSync(join(binaries, 'libonnxruntime_providers_cuda.so')) };
}
