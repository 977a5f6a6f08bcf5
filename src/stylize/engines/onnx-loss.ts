import { lossTerms } from '../../loss-terms.js';
import type { WorkerClient } from '../../worker-client.js';
import type { Evaluation } from '../loss/loss.js';
import type { LossFunction } from './engine.js';
import type { OnnxCalls } from './onnx-protocol.js';

/**
 * A loss on the worker's side, by its number. The picture and its gradient
 * travel in two buffers that are moved back and forth; so the gradient handed
 * out is emptied by the next evaluation.
 */
export class OnnxLoss implements LossFunction {
  readonly #client: WorkerClient<OnnxCalls>;
  readonly #loss: number;
  readonly #length: number;
  #x: Float32Array = new Float32Array();
  #gradient: Float32Array = new Float32Array();

  /** @param length of a picture, 3·width·height */
  constructor(client: WorkerClient<OnnxCalls>, loss: number, length: number) {
    this.#client = client;
    this.#loss = loss;
    this.#length = length;
  }

  async evaluate(x: Float32Array): Promise<Evaluation> {
    const length = this.#length;
    if (x.length !== length) throw new RangeError(`Expected a picture of ${length} values, got ${x.length}`);
    // Also those lost to a failed or overlapping call.
    if (this.#x.length === 0) this.#x = new Float32Array(length);
    if (this.#gradient.length === 0) this.#gradient = new Float32Array(length);
    this.#x.set(x);
    const argument = { loss: this.#loss, x: this.#x, gradient: this.#gradient };
    const transfer = [this.#x.buffer, this.#gradient.buffer];
    const reply = await this.#client.call('evaluate', argument, { transfer });
    this.#x = reply.x;
    this.#gradient = reply.gradient;
    return { terms: lossTerms(reply.terms), gradient: this.#gradient };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.call('releaseLoss', { loss: this.#loss }).catch(() => {});
  }
}
