// Puts onnxruntime-node into dist/vendor, without its install script: that fetches CUDA libraries of 500 MB from a host,
// and the installation of whoever depends on it fails where it cannot. Files are linked where the file system can.
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const from = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '..');
const to = fileURLToPath(new URL('../dist/vendor/onnxruntime-node/', import.meta.url));
const { name, version, license, main, os } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));

/** A library for macOS lies in the package twice; the binding asks for `libonnxruntime.1.dylib`. */
const isSpare = (path) => path.endsWith(`libonnxruntime.${version}.dylib`);
/** What a user's own installation has fetched, and source maps. */
const isOther = (path) => path.includes('libonnxruntime_providers_') || /\.(map|d\.ts)$/.test(path);

rmSync(to, { recursive: true, force: true });
for (const path of readdirSync(from, { recursive: true }).map(String)) {
  const wanted = /^(bin|dist)[\\/]/.test(path) && !isSpare(path) && !isOther(path);
  if (!wanted || !statSync(join(from, path)).isFile()) continue;
  mkdirSync(join(to, dirname(path)), { recursive: true });
  try {
    linkSync(join(from, path), join(to, path));
  } catch {
    copyFileSync(join(from, path), join(to, path));
  }
}
writeFileSync(join(to, 'package.json'), `${JSON.stringify({ name, version, license, main, os }, null, 2)}\n`);
const ours = readFileSync(new URL('../LICENSE', import.meta.url), 'utf8');
writeFileSync(join(to, 'LICENSE'), ours.replace(/^Copyright .*$/m, 'Copyright (c) Microsoft Corporation'));
