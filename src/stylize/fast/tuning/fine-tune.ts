import { EngineError } from '../../../errors.js';
import type { Image } from '../../../image.js';
import { mulberry32 } from '../../../random.js';
import { WorkerClient } from '../../../worker-client.js';
import type { SessionDevice } from '../../engines/create-session.js';
import type { Engine } from '../../engines/engine.js';
import { type ColourStatistics, colourStatistics } from '../../initial/colour-transfer.js';
import { checkEvaluation, checkStatistics } from '../../loss/checks.js';
import { contentInputs, contentNormaliser } from '../../loss/content.js';
import { styleInputs } from '../../loss/style.js';
import { styleNormaliser } from '../../loss/style-distances.js';
import type { LayerMetrics } from '../../loss/targets.js';
import { PICTURE } from '../../loss/term.js';
import type { LayerStatistics } from '../../network/layers.js';
import { activeLayers, type StylizerSettings } from '../../settings.js';
import { type ColourMaps, colourMaps } from '../colour-maps.js';
import { STACKED_CHANNELS } from '../layers.js';
import { stackBlocksInto, unstackBlocks } from '../picture-blocks.js';
import { type Manner, type Parameter, parametersOf, withParameters } from './parameters.js';
import type { TuningCalls, TuningWorkerData } from './tuning-protocol.js';
import { cropSide, drawTwins, type Twins } from './twins.js';

/** What fine-tuning is given. */
export interface FineTuning {
  /** That it starts from. */
  readonly manner: Manner;
  /** Of the loss network. */
  readonly engine: Engine;
  readonly metrics: LayerMetrics;
  readonly settings: Pick<StylizerSettings, 'styleLayers' | 'contentLayers' | 'styleLoss' | 'styleWeight'>;
  /** The painting, at the size at which it is seen. */
  readonly style: Image;
  /** What it learns to paint: at least one, at the size that is painted. */
  readonly pictures: readonly Image[];
  readonly steps: number;
  readonly device: SessionDevice;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: TuningStep) => void) | undefined;
}

/** A step, as it happens. */
export interface TuningStep {
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  /** Unweighted: 1 is the unpainted picture. */
  readonly style: number;
  readonly content: number;
  /** Mean squared difference between a moved picture painted, and the painted picture moved. */
  readonly unsteadiness: number;
}

/** Weights of the terms beside the style's, whose own is that of the options; as the painter was trained. */
const weights = { content: 2, unsteadiness: 60, outside: 30, variation: 0.5 };
const largestCrop = 256;
/** The least side of a crop that has a style. */
const smallestCrop = 64;
const rate = { highest: 3e-3, warmUp: 20 };

/** Whether pictures of this size can be learnt from. */
export function canFineTune(size: Pick<Image, 'width' | 'height'>): boolean {
  return cropSide(size, largestCrop) >= smallestCrop;
}

/**
 * Goes on training the painter for one painting, with the loss of the optimiser and one of steadiness (Gupta et al. 2017
 * and Wang et al. 2020 train so), on random parts of `pictures`. All parameters that paint are changed; what the reader
 * gave is their start. The same input gives the same painter.
 *
 * @throws EngineError where the loss or its gradient is not a number
 */
export async function fineTune(options: FineTuning): Promise<Manner> {
  const { manner, pictures, steps, device, signal } = options;
  const side = cropSide(pictures[0]!, largestCrop);
  const shape = [2, STACKED_CHANNELS, side / 2, side / 2] as const;
  const loss = await CropLoss.of(options);
  const workerData: TuningWorkerData = { device, parameters: parametersOf(manner), shape };
  await using client = new WorkerClient<TuningCalls>(new URL('./tuning-worker.js', import.meta.url), {
    name: 'The fine-tuning worker',
    workerData,
    disposed: new EngineError('Fine-tuning has already ended'),
    native: true,
    signal,
  });
  const lessons = new Lessons(options, side, loss);
  let next = lessons.draw();
  for (let step = 1; step <= steps; step++) {
    signal?.throwIfAborted();
    const { twins, white, maps, goal } = await next;
    const { painted } = await client.call('paint', { pictures: white });
    const images = unstacked(painted, side, maps.outOf, manner.modulation.colours.mean);
    const pulls = [new Float32Array(3 * side * side), new Float32Array(3 * side * side)] as const;
    const found = await loss.addInto(pulls[0], images[0], goal);
    const unsteadiness = addUnsteadiness(pulls, images, twins, weights.unsteadiness);
    addOutside(pulls[0], images[0]);
    const pull = stacked(
      pulls.map((data) => ({ width: side, height: side, data })),
      transposed(maps.outOf),
      [0, 0, 0],
    );
    const learning = client.call('learn', { pull, rate: rateAt(step, steps) }, { transfer: [pull.buffer] });
    // The next pair is made meanwhile.
    if (step < steps) {
      next = lessons.draw();
      next.catch(() => {}); // thrown where it is awaited
    }
    if (!(await learning).finite) throw new EngineError('The gradient of fine-tuning is not a number');
    options.onStep?.({ step, steps, ...found, unsteadiness });
  }
  const learnt = await client.call('parameters', null);
  const byName = new Map(learnt.map((parameter: Parameter) => [parameter.name, parameter.values]));
  return withParameters(manner, (name) => byName.get(name)!);
}

/** Random pairs to learn from, ready to be painted. */
class Lessons {
  readonly #options: FineTuning;
  readonly #side: number;
  readonly #loss: CropLoss;
  readonly #random = mulberry32(1);
  /** Of each picture. */
  readonly #colours: readonly ColourStatistics[];

  constructor(options: FineTuning, side: number, loss: CropLoss) {
    this.#options = options;
    this.#side = side;
    this.#loss = loss;
    this.#colours = options.pictures.map(colourStatistics);
  }

  async draw() {
    const { pictures, manner } = this.#options;
    const chosen = Math.floor(this.#random() * pictures.length);
    const colours = this.#colours[chosen]!;
    const twins = drawTwins(pictures[chosen]!, this.#side, this.#random);
    const maps = colourMaps(colours, manner.modulation.colours);
    const white = stacked([twins.crop, twins.later], maps.into, colours.mean);
    return { twins, maps, white, goal: await this.#loss.goal(twins.crop) };
  }
}

/** Rises over the first steps, and sinks to 0 along a cosine. */
function rateAt(step: number, steps: number): number {
  const sinking = 0.5 + 0.5 * Math.cos((Math.PI * (step - 1)) / steps);
  return rate.highest * Math.min(1, step / rate.warmUp) * sinking;
}

type Goal = { readonly content: readonly Float32Array[]; readonly statistics: readonly LayerStatistics[] };

/** Style, content and total variation of a painted crop. */
class CropLoss {
  readonly #options: FineTuning;
  readonly #target: readonly LayerStatistics[];
  readonly #styleLayers: ReturnType<typeof activeLayers>;
  readonly #contentLayers: ReturnType<typeof activeLayers>;

  private constructor(options: FineTuning, target: readonly LayerStatistics[]) {
    this.#options = options;
    this.#target = target;
    this.#styleLayers = activeLayers(options.settings.styleLayers);
    this.#contentLayers = activeLayers(options.settings.contentLayers);
  }

  static async of(options: FineTuning): Promise<CropLoss> {
    const layers = activeLayers(options.settings.styleLayers).map(({ layer }) => layer);
    const target = await options.engine.statistics(options.style, layers);
    checkStatistics(target);
    return new CropLoss(options, target);
  }

  /** What is asked of a painting of this crop. */
  async goal(crop: Image): Promise<Goal> {
    const { engine } = this.#options;
    const statistics = await engine.statistics(
      crop,
      this.#styleLayers.map(({ layer }) => layer),
    );
    const features = await engine.features(
      crop,
      this.#contentLayers.map(({ layer }) => layer),
    );
    return { statistics, content: features.map(({ data }) => data) };
  }

  /** Adds the gradient at a painted crop to `out`. */
  async addInto(
    out: Float32Array,
    { width, height, data }: Image,
    goal: Goal,
  ): Promise<Pick<TuningStep, 'style' | 'content'>> {
    const { settings, metrics, engine } = this.#options;
    const { styleWeight, styleLoss } = settings;
    const style = this.#styleLayers.map(({ layer, share }, i) => {
      const target = this.#target[i]!;
      const normaliser = styleNormaliser(styleLoss, goal.statistics[i]!, target, metrics.get(layer));
      return [layer, styleInputs(styleLoss, target, styleWeight * share, normaliser)] as const;
    });
    const content = this.#contentLayers.map(({ layer, share }, i) => {
      const target = goal.content[i]!;
      const weight = (weights.content * share) / contentNormaliser(target);
      return [layer, contentInputs(target, weight)] as const;
    });
    const rate = Float32Array.of(weights.variation / data.length);
    await using loss = await engine.loss(
      { width, height },
      { style: Object.fromEntries(style), content: Object.fromEntries(content), tv: { [PICTURE]: { rate } } },
    );
    const evaluation = await loss.evaluate(data);
    checkEvaluation(evaluation);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! + evaluation.gradient[i]!;
    const { terms } = evaluation;
    return { style: terms.style / styleWeight, content: terms.content / weights.content };
  }
}

/** Mean squared difference between the twin painted and the painting moved; its gradients are added to both pulls. */
function addUnsteadiness(
  pulls: readonly [Float32Array, Float32Array],
  [crop, later]: readonly [Image, Image],
  { motion }: Twins,
  weight: number,
): number {
  const moved = motion.apply(crop).data;
  const { inside } = motion;
  const count =
    3 *
    Math.max(
      1,
      inside.reduce((sum, one) => sum + one, 0),
    );
  const gradient = new Float32Array(moved.length);
  let total = 0;
  for (let i = 0; i < moved.length; i++) {
    const apart = inside[i % inside.length]! * (moved[i]! - later.data[i]!);
    total += apart * apart;
    gradient[i] = (2 * weight * apart) / count;
    pulls[1][i] = pulls[1][i]! - gradient[i]!;
  }
  motion.addTransposeInto(pulls[0], gradient);
  return total / count;
}

/** Values outside [0,1], squared, a mean: its gradient is added. */
function addOutside(pull: Float32Array, { data }: Image): void {
  for (let i = 0; i < data.length; i++) {
    const beyond = Math.min(0, data[i]!) + Math.max(0, data[i]! - 1);
    pull[i] = pull[i]! + (2 * weights.outside * beyond) / data.length;
  }
}

/** Colours less `mean`, through a 3 × 3 matrix, stacked one picture after the other. */
function stacked(images: readonly Image[], matrix: readonly number[], mean: readonly number[]): Float32Array {
  const length = images[0]!.data.length;
  const out = new Float32Array(images.length * length);
  for (const [i, image] of images.entries()) {
    const mapped = mapColours(image, matrix, mean, [0, 0, 0]);
    stackBlocksInto(out.subarray(i * length, (i + 1) * length), mapped, [0, 0, 0]);
  }
  return out;
}

function unstacked(
  painted: Float32Array,
  side: number,
  matrix: ColourMaps['outOf'],
  mean: readonly number[],
): [Image, Image] {
  const length = painted.length / 2;
  const one = (i: number) => {
    const white = unstackBlocks(painted.subarray(i * length, (i + 1) * length), {
      width: side,
      height: side,
    });
    return mapColours(white, matrix, [0, 0, 0], mean);
  };
  return [one(0), one(1)];
}

/** M (colour − before) + after, pixel by pixel. */
function mapColours(
  { width, height, data }: Image,
  matrix: readonly number[],
  before: readonly number[],
  after: readonly number[],
): Image {
  const n = width * height;
  const out = new Float32Array(3 * n);
  for (let p = 0; p < n; p++) {
    const [r, g, b] = [data[p]! - before[0]!, data[n + p]! - before[1]!, data[2 * n + p]! - before[2]!];
    for (let c = 0; c < 3; c++) {
      out[c * n + p] = matrix[3 * c]! * r + matrix[3 * c + 1]! * g + matrix[3 * c + 2]! * b + after[c]!;
    }
  }
  return { width, height, data: out };
}

function transposed(m: readonly number[]): number[] {
  return [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => m[i]!);
}
