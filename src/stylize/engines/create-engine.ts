import { availableParallelism } from 'node:os';
import { EngineError } from '../../errors.js';
import { WorkerClient } from '../../worker-client.js';
import type { Network } from '../network/network.js';
import type { SessionDevice } from './create-session.js';
import type { DeviceChoice, EngineDevice } from './device.js';
import type { Engine } from './engine.js';
import { forbidTelemetry } from './no-telemetry.js';
import { OnnxEngine } from './onnx-engine.js';
import type { OnnxCalls, OnnxWorkerData } from './onnx-protocol.js';
import { describeProvider, type Provider, startOnDevice } from './start-on-device.js';
import { startTensorflow } from './tensorflow-engine.js';

export interface EngineOptions {
  readonly network: Network;
  readonly device?: DeviceChoice;
  /** Threads on the CPU; as many as the process may use where absent. */
  readonly threads?: number | undefined;
  /** As of {@link SessionDevice}. */
  readonly arena?: boolean | undefined;
  /** Bounds the engine's life: when it aborts, pending and later calls reject with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts an engine, on the device that `startOnDevice` finds.
 *
 * @throws EngineError if the device asked for does not start; `auto` never fails for want of one
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { device = 'auto', network, signal } = options;
  signal?.throwIfAborted();
  if (device === 'tensorflow') return await startTensorflow(network);
  return await startOnDevice(device, (provider) => startOnnx(provider, options), signal);
}

async function startOnnx(provider: Provider, options: EngineOptions): Promise<Engine> {
  const { network, threads = availableParallelism(), arena, signal } = options;
  forbidTelemetry();
  const workerData: OnnxWorkerData = { network, provider, threads, arena };
  const client = new WorkerClient<OnnxCalls>(new URL('./onnx-worker.js', import.meta.url), {
    name: 'The compute worker',
    workerData,
    disposed: new EngineError('The engine has already been disposed of'),
    native: true,
    signal,
  });
  try {
    const { version } = await client.call('start', null);
    const description = describeProvider(provider, threads, version);
    const device: EngineDevice = { kind: provider, description };
    return new OnnxEngine(device, client, network);
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
}
