import { ModelError } from '../../errors.js';
import type { Image, Size } from '../../image.js';
import type { TemporalPrior } from '../loss/prior.js';
import { type Holding, OnePassStylizer } from '../one-pass-stylizer.js';
import { clamped } from '../residual.js';
import { type ColourRange, fromNetwork } from './colour-range.js';
import { borderedSize, withBorder, withoutBorder } from './mirrored-border.js';
import { inputDims, networkInput, type WarpedPast } from './network-input.js';
import type { NetworkRunner } from './network-runner.js';
import { modelAt, momentPort, type NormMoments, normInputs } from './rewrite-model.js';
import type { StyleNetwork } from './style-network.js';

/** What a style network paints with. */
export interface NetworkStylizerOptions extends Holding {
  readonly network: StyleNetwork;
  readonly colours: ColourRange;
  /** Pixels at every side of a frame that are mirrored. */
  readonly margin: number;
}

/** Paints frames with a style network, with a border of mirrored pixels that is cut off again. */
export class NetworkStylizer extends OnePassStylizer {
  readonly #runner: NetworkRunner;
  readonly #options: NetworkStylizerOptions;
  /** Of what the network is given. */
  readonly #bordered: Size;

  private constructor(runner: NetworkRunner, options: NetworkStylizerOptions, bordered: Size) {
    super(options);
    this.#runner = runner;
    this.#options = options;
    this.#bordered = bordered;
  }

  /** @param runner belongs to the stylizer from now on, but is disposed of by who started it */
  static async open(runner: NetworkRunner, options: NetworkStylizerOptions): Promise<NetworkStylizer> {
    const { network, size, margin } = options;
    const bordered = borderedSize({ width: size.width - 2 * margin, height: size.height - 2 * margin });
    await runner.open(modelAt(network, bordered));
    return new NetworkStylizer(runner, options, bordered);
  }

  /**
   * What the instance normalisations take over a shot, every pixel of its frames alike: they are put through the network
   * one by one, so that each layer is measured behind normalisations by the frame.
   *
   * @param pictures frames of the shot, without a margin, evenly spread; at least one
   */
  async measureShot(pictures: readonly Image[]): Promise<readonly NormMoments[]> {
    const { network, colours } = this.#options;
    const inputs = pictures.map((picture) =>
      networkInput(network.channels, withBorder(picture.data, picture, 0), colours),
    );
    const norms = normInputs(network).map((_, norm) => norm);
    const ports = norms.flatMap((norm) => [momentPort.mean(norm), momentPort.variance(norm)]);
    const model = modelAt(network, this.#bordered, 'measure');
    const dims = inputDims(network.channels, this.#bordered);
    const found = await this.#runner.measure(model, inputs, dims, ports);
    return norms.map((norm) =>
      pooled(
        found.map((frame) => ({
          mean: frame[momentPort.mean(norm)]!,
          variance: frame[momentPort.variance(norm)]!,
        })),
      ),
    );
  }

  /** Every frame from now on is normalised by what was measured of its shot. */
  openShot(norms: readonly NormMoments[]): Promise<void> {
    return this.#runner.open(modelAt(this.#options.network, this.#bordered, norms));
  }

  protected async paint(source: Image, prior: TemporalPrior | undefined): Promise<Image> {
    const { network, colours, size, margin } = this.#options;
    const bordered = (planes: Float32Array) => withBorder(planes, size, margin);
    const past: WarpedPast | undefined =
      prior && network.channels !== 3
        ? { planes: bordered(prior.target.data), trust: bordered(prior.weight) }
        : undefined;
    const input = networkInput(network.channels, bordered(source.data), colours, past);
    const { data } = await this.#runner.run(input, inputDims(network.channels, this.#bordered));
    const image = withoutBorder(fromNetwork(data, this.#bordered, colours), size, margin);
    if (!image.data.every(Number.isFinite)) {
      throw new ModelError(
        `${network.name} gives values that are not finite for a frame, though not for a test picture: it cannot paint this clip`,
      );
    }
    return clamped(image);
  }
}

/** Mean and variance over all frames, from those of each. */
function pooled(frames: readonly NormMoments[]): NormMoments {
  const channels = frames[0]!.mean.length;
  const average = (of: (frame: NormMoments) => number) =>
    frames.reduce((sum, frame) => sum + of(frame), 0) / frames.length;
  const mean = Float32Array.from({ length: channels }, (_, c) => average((frame) => frame.mean[c]!));
  const variance = Float32Array.from({ length: channels }, (_, c) =>
    average((frame) => frame.variance[c]! + (frame.mean[c]! - mean[c]!) ** 2),
  );
  return { mean, variance };
}
