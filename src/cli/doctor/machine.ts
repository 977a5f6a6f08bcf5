import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';
import { packageVersion } from '../../package-version.js';
import { runtimeLocation } from '../../stylize/engines/runtime-location.js';
import type { Finding } from './finding.js';

const require = createRequire(import.meta.url);

/** Versions, processor and memory. */
export function machineFindings(): Finding[] {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    { label: 'nst-video', text: packageVersion() },
    { label: 'Node', text: `${process.version}, ${process.platform} ${process.arch} (${release()})` },
    { label: 'onnxruntime', text: runtimeText() },
    { label: 'sharp', text: versionOf('sharp') },
    { label: 'processor', text: `${processor}, ${availableParallelism()} threads for this process` },
    { label: 'memory', text: `${gib(totalmem())}, ${gib(freemem())} free` },
  ];
}

function runtimeText(): string {
  const { version, cuda } = runtimeLocation();
  return `${version}${cuda ? ', with CUDA' : ''}`;
}

/** The version of a package that we depend on. */
function versionOf(name: string): string {
  try {
    // Not `require('…/package.json')`: a package need not export it.
    const entry = require.resolve(name);
    const folder = entry.slice(
      0,
      entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length,
    );
    return (JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { version: string }).version;
  } catch {
    return 'not found';
  }
}
