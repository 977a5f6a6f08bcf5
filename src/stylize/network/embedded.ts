import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadVgg } from './load-network.js';
import type { VggNetwork } from './network.js';

/** The networks that ship with the package: `small` for clips, `wide`, three times as slow, for pictures. */
export const EMBEDDED_NAMES = ['small', 'wide'] as const;
export type EmbeddedName = (typeof EMBEDDED_NAMES)[number];

/** What ships with the package: those networks, and the painter of `--fast`. */
export const PACKAGED_NAMES = [...EMBEDDED_NAMES, 'fast'] as const;
export type PackagedName = (typeof PACKAGED_NAMES)[number];

/** Path of weights that ship with the package. */
export function packagedPath(name: PackagedName): string {
  return name === 'fast' ? packagedFile('nst-fast') : embeddedNetworkPath(name);
}

/** Path of a network that ships with the package. */
export function embeddedNetworkPath(name: EmbeddedName): string {
  return packagedFile(`nst-vgg-${name}`);
}

/**
 * Path of weights in `models/` at the package's root, which is the nearest folder above this file that has a
 * `package.json`.
 */
function packagedFile(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'models', `${name}.safetensors`);
}

/** Loads a network that ships with the package. */
export function loadEmbeddedNetwork(name: EmbeddedName): Promise<VggNetwork> {
  return loadVgg(embeddedNetworkPath(name));
}

/**
 * Which of ours `--model embedded` means: a clip's many later frames want the small one, a picture is worth
 * the wide one, unless it is a draft; the highest quality takes the wide one for clips, too.
 */
export function embeddedFor(kind: 'clip' | 'picture', quality: 'draft' | 'normal' | 'high'): EmbeddedName {
  if (quality === 'high') return 'wide';
  return kind === 'picture' && quality !== 'draft' ? 'wide' : 'small';
}
