import { availableParallelism } from 'node:os';
import { EngineError } from '../../errors.js';
import { WorkerClient } from '../../worker-client.js';
import type { Network } from '../network/network.js';
import type { DeviceChoice, EngineDevice } from './device.js';
import type { Engine } from './engine.js';
import { hasGraphicsHardware, isOnGraphicsHardware } from './graphics-hardware.js';
import { forbidTelemetry } from './no-telemetry.js';
import { OnnxEngine } from './onnx-engine.js';
import type { OnnxCalls, OnnxWorkerData } from './onnx-protocol.js';
import { runtimeLocation } from './runtime-location.js';
import { startTensorflow } from './tensorflow-engine.js';

export interface EngineOptions {
  readonly network: Network;
  readonly device?: DeviceChoice;
  /** Threads on the CPU; as many as the process may use where absent. */
  readonly threads?: number | undefined;
  /** Bounds the engine's life: when it aborts, pending and later calls reject with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts an engine. `auto` tries CUDA where its provider was installed, then
 * WebGPU where there is graphics hardware, then takes the CPU; it never takes a
 * software rasteriser. A device asked for by name is taken whatever it is.
 *
 * @throws EngineError if the device asked for does not start; `auto` never fails for want of one
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { device = 'auto', network } = options;
  options.signal?.throwIfAborted();
  switch (device) {
    case 'auto':
      return await startBest(options);
    case 'cpu':
    case 'webgpu':
    case 'cuda':
      return await startOnnx(device, options);
    case 'tensorflow':
      return await startTensorflow(network);
    default:
      throw new EngineError(`Unknown device ${device satisfies never}`);
  }
}

async function startBest(options: EngineOptions): Promise<Engine> {
  const cuda = runtimeLocation().cuda ? await startIfPossible('cuda', options) : undefined;
  if (cuda) return cuda;
  const webgpu = (await hasGraphicsHardware()) ? await startIfPossible('webgpu', options) : undefined;
  if (webgpu && isOnGraphicsHardware()) return webgpu;
  await webgpu?.[Symbol.asyncDispose]();
  return await startOnnx('cpu', options);
}

async function startIfPossible(
  provider: OnnxWorkerData['provider'],
  options: EngineOptions,
): Promise<Engine | undefined> {
  try {
    return await startOnnx(provider, options);
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}

async function startOnnx(provider: OnnxWorkerData['provider'], options: EngineOptions): Promise<Engine> {
  const { network, threads = availableParallelism(), signal } = options;
  if (provider === 'cuda' && !runtimeLocation().cuda) {
    const { version } = runtimeLocation();
    throw new EngineError(
      `Expected onnxruntime's CUDA libraries for the device cuda, found none: on Linux, \`npm install onnxruntime-node@${version}\` downloads them`,
    );
  }
  forbidTelemetry();
  const workerData: OnnxWorkerData = { network, provider, threads };
  const client = new WorkerClient<OnnxCalls>(new URL('./onnx-worker.js', import.meta.url), {
    name: 'The compute worker',
    workerData,
    disposed: new EngineError('The engine has already been disposed of'),
    native: true,
    signal,
  });
  try {
    const { version } = await client.call('start', null);
    const device: EngineDevice = { kind: provider, description: describe(provider, threads, version) };
    return new OnnxEngine(device, client, network);
  } catch (error) {
    await client[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    throw new EngineError(
      `The device ${provider} could not be started: ${(error as Error).message}. Try \`--device cpu\``,
      error,
    );
  }
}

function describe(provider: OnnxWorkerData['provider'], threads: number, version: string): string {
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
