import { availableParallelism } from 'node:os';
import { EngineError } from '../../errors.js';
import { WorkerClient } from '../../worker-client.js';
import { forbidTelemetry } from '../engines/no-telemetry.js';
import { describeProvider, type Provider, startOnDevice } from '../engines/start-on-device.js';
import type { NetworkCalls, NetworkOutput, NetworkWorkerData } from './network-protocol.js';

/** Settings of {@link NetworkRunner.start}. */
export interface NetworkRunnerOptions {
  readonly device: 'auto' | Provider;
  /** Threads on the CPU; as many as the process may use where absent. */
  readonly threads?: number | undefined;
  /** Bounds the runner's life: when it aborts, pending and later calls reject with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A thread on which networks run whose graph a file brings. */
export class NetworkRunner implements AsyncDisposable {
  readonly provider: Provider;
  /** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
  readonly description: string;
  readonly #client: WorkerClient<NetworkCalls>;

  private constructor(provider: Provider, description: string, client: WorkerClient<NetworkCalls>) {
    this.provider = provider;
    this.description = description;
    this.#client = client;
  }

  /** @throws EngineError if the device asked for does not start */
  static async start(options: NetworkRunnerOptions): Promise<NetworkRunner> {
    const { device, threads = availableParallelism(), signal } = options;
    forbidTelemetry();
    return startOnDevice(
      device,
      async (provider) => {
        const workerData: NetworkWorkerData = { provider, threads };
        const client = new WorkerClient<NetworkCalls>(new URL('./network-worker.js', import.meta.url), {
          name: 'The painting worker',
          workerData,
          disposed: new EngineError('The network has already been disposed of'),
          native: true,
          signal,
        });
        try {
          const { version } = await client.call('start', null);
          return new NetworkRunner(provider, describeProvider(provider, threads, version), client);
        } catch (error) {
          await client[Symbol.asyncDispose]();
          throw error;
        }
      },
      signal,
    );
  }

  /** Takes a model's bytes, which are given away, to run from now on. */
  async open(model: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#client.call('open', { model }, { transfer: [model.buffer] });
  }

  /** Puts an input, which is given away, through the model. */
  run(data: Float32Array, dims: readonly number[]): Promise<NetworkOutput> {
    return this.#client.call('run', { data, dims }, { transfer: [data.buffer] });
  }

  /** Puts inputs of one shape, which are given away, through another model, and reads the named outputs of each. */
  measure(
    model: Uint8Array<ArrayBuffer>,
    inputs: readonly Float32Array[],
    dims: readonly number[],
    outputs: readonly string[],
  ): Promise<readonly Readonly<Record<string, Float32Array>>[]> {
    const transfer = [model.buffer, ...inputs.map(({ buffer }) => buffer)];
    return this.#client.call('measure', { model, inputs, dims, outputs }, { transfer });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }
}
