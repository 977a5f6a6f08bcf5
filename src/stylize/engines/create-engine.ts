import { availableParallelism } from 'node:os';
import { EngineError } from '../../errors.js';
import type { Network } from '../network/network.js';
import type { Engine, EngineDevice } from './engine.js';
import { OnnxEngine } from './onnx-engine.js';
import type { OnnxWorkerData } from './onnx-protocol.js';
import { WorkerClient } from './worker-client.js';

/** What a user may ask for. `auto` takes a graphics processor if one answers, else the CPU. */
export type DeviceChoice = 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'tensorflow';

export interface EngineOptions {
  readonly network: Network;
  readonly device?: DeviceChoice;
  /** Threads on the CPU; as many as the process may use where absent. */
  readonly threads?: number;
  /** Bounds the engine's life: when it aborts, pending and later calls reject with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Starts an engine.
 *
 * @throws EngineError if the device asked for does not start; `auto` never fails for want of one
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { device = 'auto' } = options;
  switch (device) {
    case 'auto':
    case 'cpu':
      return await startOnnx('cpu', options);
    case 'webgpu':
    case 'cuda':
      return await startOnnx(device, options);
    case 'tensorflow':
      throw new EngineError('The TensorFlow engine is not built yet');
    default:
      throw new EngineError(`Unknown device ${device satisfies never}`);
  }
}

async function startOnnx(provider: OnnxWorkerData['provider'], options: EngineOptions): Promise<Engine> {
  const { network, threads = availableParallelism(), signal } = options;
  const workerData: OnnxWorkerData = { network, provider, threads };
  const client = new WorkerClient(new URL('./onnx-worker.js', import.meta.url), { workerData }, signal);
  try {
    await client.call('start', null);
  } catch (error) {
    await client[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    throw new EngineError(`The device ${provider} does not start: ${(error as Error).message}`, error);
  }
  const device: EngineDevice = {
    kind: provider,
    description: `${provider.toUpperCase()}, ${threads} threads`,
  };
  return new OnnxEngine(device, client, network);
}
