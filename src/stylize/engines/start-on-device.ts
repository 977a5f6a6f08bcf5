import { EngineError } from '../../errors.js';
import { hasGraphicsHardware, isOnGraphicsHardware } from './graphics-hardware.js';
import { runtimeLocation } from './runtime-location.js';

/** Where onnxruntime computes. */
export type Provider = 'cpu' | 'webgpu' | 'cuda';

/**
 * Starts something on a device. `auto` tries CUDA where its provider was installed, then
 * WebGPU where there is graphics hardware, then takes the CPU; it never takes a
 * software rasteriser. A device asked for by name is taken whatever it is.
 *
 * @throws EngineError if the device asked for does not start; `auto` never fails for want of one
 */
export async function startOnDevice<T extends AsyncDisposable>(
  device: 'auto' | Provider,
  start: (provider: Provider) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  if (device !== 'auto') return await startOn(device, start, signal);
  const ifPossible = async (provider: Provider): Promise<T | undefined> => {
    try {
      return await startOn(provider, start, signal);
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  };
  const cuda = runtimeLocation().cuda ? await ifPossible('cuda') : undefined;
  if (cuda) return cuda;
  const webgpu = (await hasGraphicsHardware()) ? await ifPossible('webgpu') : undefined;
  if (webgpu && isOnGraphicsHardware()) return webgpu;
  await webgpu?.[Symbol.asyncDispose]();
  return await startOn('cpu', start, signal);
}

async function startOn<T>(
  provider: Provider,
  start: (provider: Provider) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (provider === 'cuda' && !runtimeLocation().cuda) {
    const { version } = runtimeLocation();
    throw new EngineError(
      `Expected onnxruntime's CUDA libraries for the device cuda, found none: on Linux, \`npm install onnxruntime-node@${version}\` downloads them`,
    );
  }
  try {
    return await start(provider);
  } catch (error) {
    signal?.throwIfAborted();
    throw new EngineError(
      `The device ${provider} could not be started: ${(error as Error).message}. Try \`--device cpu\``,
      error,
    );
  }
}

/** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
export function describeProvider(provider: Provider, threads: number, version: string): string {
  const runtime = `onnxruntime ${version}`;
  switch (provider) {
    case 'cpu':
      return `CPU, ${threads} thread${threads === 1 ? '' : 's'} (${runtime})`;
    case 'webgpu':
      return isOnGraphicsHardware() ? `WebGPU (${runtime})` : `WebGPU on a software rasteriser (${runtime})`;
    case 'cuda':
      return `CUDA (${runtime})`;
  }
}
