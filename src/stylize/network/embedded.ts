import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNetwork } from './load-network.js';
import type { Network } from './network.js';

/** File name of the network that ships with the package. */
export const EMBEDDED_FILE = 'nst-vgg-quarter.safetensors';

/**
 * Path of the network that ships with the package: `models/` at the package's
 * root, which is the nearest folder above this file that has a `package.json`.
 */
export function embeddedNetworkPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'models', EMBEDDED_FILE);
}

/** Loads the network that ships with the package. */
export function loadEmbeddedNetwork(): Promise<Network> {
  return loadNetwork(embeddedNetworkPath());
}
