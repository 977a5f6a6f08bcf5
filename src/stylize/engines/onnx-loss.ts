import { lossTerms } from '../../loss-terms.js';
import type { WorkerClient } from '../../worker-client.js';
import type { LossFeeds } from '../graph/loss-feeds.js';
import type { Evaluation, LossInputs, LossSpec } from '../loss/loss.js';
import type { LossFunction } from './engine.js';
import type { OnnxCalls } from './onnx-protocol.js';

/**
 * A loss on the worker's side, by its handle. The picture and its gradient
 * travel in two buffers that are moved back and forth; so the gradient handed
 * out is emptied by the next evaluation.
 */
export class OnnxLoss implements LossFunction {
  readonly spec: LossSpec;
  readonly #client: WorkerClient<OnnxCalls>;
  readonly #handle: number;
  readonly #feeds: (inputs: LossInputs) => LossFeeds;
  #x: Float32Array;
  #gradient: Float32Array;

  constructor(
    client: WorkerClient<OnnxCalls>,
    handle: number,
    spec: LossSpec,
    feeds: (inputs: LossInputs) => LossFeeds,
  ) {
    this.spec = spec;
    this.#client = client;
    this.#handle = handle;
    this.#feeds = feeds;
    this.#x = new Float32Array(3 * spec.width * spec.height);
    this.#gradient = new Float32Array(3 * spec.width * spec.height);
  }

  async setInputs(inputs: LossInputs): Promise<void> {
    await this.#client.call('setInputs', { handle: this.#handle, spec: this.spec, ...this.#feeds(inputs) });
  }

  async evaluate(x: Float32Array): Promise<Evaluation> {
    const length = 3 * this.spec.width * this.spec.height;
    if (x.length !== length) throw new RangeError(`Expected a picture of ${length} values, got ${x.length}`);
    // Buffers lost to a failed or overlapping call are replaced.
    if (this.#x.length === 0) this.#x = new Float32Array(length);
    if (this.#gradient.length === 0) this.#gradient = new Float32Array(length);
    this.#x.set(x);
    const argument = { handle: this.#handle, x: this.#x, gradient: this.#gradient };
    const transfer = [this.#x.buffer, this.#gradient.buffer];
    const reply = await this.#client.call('evaluate', argument, { transfer });
    this.#x = reply.x;
    this.#gradient = reply.gradient;
    return { terms: lossTerms(reply.terms), gradient: this.#gradient };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.call('release', { handle: this.#handle }).catch(() => {});
  }
}
