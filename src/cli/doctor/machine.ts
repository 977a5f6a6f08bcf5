import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';
import sharp from 'sharp';
import { packageVersion } from '../../package-version.js';
import { runtimeLocation } from '../../stylize/engines/runtime-location.js';
import type { Finding } from './finding.js';

/** Versions, processor and memory. */
export function machineFindings(): Finding[] {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const { version, cuda } = runtimeLocation();
  return [
    { label: 'nst-video', text: packageVersion() },
    { label: 'Node', text: `${process.version}, ${process.platform} ${process.arch} (${release()})` },
    { label: 'onnxruntime', text: `${version}${cuda ? ', with CUDA' : ''}` },
    { label: 'sharp', text: sharp.versions.sharp ?? 'unknown' },
    { label: 'processor', text: `${processor}, ${availableParallelism()} threads for this process` },
    { label: 'memory', text: `${gib(totalmem())}, ${gib(freemem())} free` },
  ];
}
