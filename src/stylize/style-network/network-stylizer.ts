import { ModelError } from '../../errors.js';
import type { Image, Size } from '../../image.js';
import type { PaintOptions } from '../coarse-to-fine.js';
import { type FrameStylizer, type PaintedFrame, repeatedFrame } from '../frame-stylizer.js';
import {
  combineReferences,
  reliableShare,
  type TemporalPrior,
  type TemporalReference,
} from '../loss/prior.js';
import type { ShotState } from '../shot-state.js';
import { type ColourRange, fromNetwork } from './colour-range.js';
import { heldSteady, limited } from './hold-steady.js';
import { borderedSize, withBorder, withoutBorder } from './mirrored-border.js';
import { inputDims, networkInput, type WarpedPast } from './network-input.js';
import type { NetworkRunner } from './network-runner.js';
import { modelAt, momentPort, type NormMoments, normInputs } from './rewrite-model.js';
import type { StyleNetwork } from './style-network.js';

/** What a style network paints with. */
export interface NetworkStylizerOptions {
  readonly network: StyleNetwork;
  readonly colours: ColourRange;
  /** Of the frames, their margin included. */
  readonly size: Size;
  /** Pixels at every side of a frame that are mirrored. */
  readonly margin: number;
  /** Share of the warped past in a frame where it is trusted fully, in [0,1]. */
  readonly blend: number;
  /** How many frames back is looked, ≥ 1. */
  readonly pastFrames: number;
}

/**
 * Paints frames with a style network, each in one pass, with a border of mirrored pixels that is cut off again. Where
 * the past is trusted, it is held steady by it: x ← x + blend · weight · (warped past − x), and gets back the fine detail
 * that this takes.
 */
export class NetworkStylizer implements FrameStylizer {
  readonly schedules = { first: [], later: [] };
  readonly settlesFirst = false;
  readonly #runner: NetworkRunner;
  readonly #options: NetworkStylizerOptions;
  /** Of what the network is given. */
  readonly #bordered: Size;
  /** A network's frames are finished at once. */
  readonly #converged: Float32Array;

  private constructor(runner: NetworkRunner, options: NetworkStylizerOptions, bordered: Size) {
    const { width, height } = options.size;
    this.#runner = runner;
    this.#options = options;
    this.#bordered = bordered;
    this.#converged = new Float32Array(width * height).fill(1);
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

  paintFirst(source: Image, shot: number, options: PaintOptions = {}): Promise<PaintedFrame> {
    const state: ShotState = {
      shot,
      painted: 0,
      terms: null,
      normalisers: [],
      past: [],
      inverseHessianScales: [],
    };
    return this.paintAlone(state, source, options);
  }

  async paintAlone(state: ShotState, source: Image, { signal }: PaintOptions = {}): Promise<PaintedFrame> {
    return this.#painted(state, source, await this.#paint(source, undefined, signal), null);
  }

  async paintNext(
    state: ShotState,
    source: Image,
    references: readonly TemporalReference[],
    { signal }: PaintOptions = {},
  ): Promise<PaintedFrame> {
    const prior = combineReferences(references);
    const alone = await this.#paint(source, prior, signal);
    const image = heldSteady(alone, prior, this.#options.blend);
    return this.#painted(state, source, image, reliableShare(prior));
  }

  repeat(state: ShotState): PaintedFrame {
    return repeatedFrame(state, this.#options.pastFrames);
  }

  async #paint(
    source: Image,
    prior: TemporalPrior | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Image> {
    signal?.throwIfAborted();
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
    return limited(image);
  }

  #painted(state: ShotState, source: Image, image: Image, reliable: number | null): PaintedFrame {
    const newest = { source, stylized: image, convergence: this.#converged };
    const past = [newest, ...state.past].slice(0, this.#options.pastFrames);
    return {
      image,
      terms: null,
      evaluations: 0,
      reliable,
      state: { ...state, painted: state.painted + 1, past },
    };
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
