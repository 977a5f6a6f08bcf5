import { EngineError } from '../../../errors.js';
import { type Image, imageFromRgb24, type Rgb24Image, type Size } from '../../../image.js';
import { mulberry32 } from '../../../random.js';
import { WorkerClient } from '../../../worker-client.js';
import type { SessionDevice } from '../../engines/create-session.js';
import { type ColourStatistics, colourStatistics } from '../../initial/colour-transfer.js';
import { type ColourMaps, colourMaps } from '../colour-maps.js';
import { isVaried } from '../light.js';
import { CropLoss, type CropLossInputs } from './crop-loss.js';
import { addGridPattern } from './grid-pattern.js';
import { addOutside, addUnsteadiness } from './pair-losses.js';
import { type Manner, parametersOf, withParameters } from './parameters.js';
import { stackPicture, transposed, unstackPicture } from './stacked-pictures.js';
import type { LearntState, TuningCalls, TuningWorkerData } from './tuning-protocol.js';
import { cropSize, drawVariedCrop, leastCrop } from './twins.js';

/** What fine-tuning is given. */
export interface FineTuning extends CropLossInputs {
  /** That it starts from. */
  readonly manner: Manner;
  /** What it learns to paint: at least one, at the size that is painted. */
  readonly pictures: readonly Rgb24Image[];
  /**
   * Colours that the painter's maps of colours are made for, whatever is painted; absent: those of each picture, as when a
   * shot is painted.
   */
  readonly contentColours?: ColourStatistics | undefined;
  readonly steps: number;
  readonly device: SessionDevice;
  /** Where an earlier call stood: it goes on as if it had never ended. */
  readonly from?: LearntState | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: TuningStep) => void) | undefined;
  /** Called now and then, with what `from` takes; the next step waits for it. */
  readonly onState?: ((state: LearntState) => Promise<void>) | undefined;
}

/** A step, as it happens. */
export interface TuningStep {
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  /** Unweighted: 1 is the unpainted picture. */
  readonly style: number;
  readonly content: number;
  /** Mean squared difference between a moved picture painted, and the painted picture moved, when it was looked at last; 0 before. */
  readonly unsteadiness: number;
}

/**
 * Pixels of the crops that are learnt from, at most, about: whole frames of 512 pixels. Parts that have to bear all of a painting by
 * themselves make wholes that bear too much of it.
 */
const mostPixels = 512 * 288;
/** Steps over which the rate rises. */
const warmUp = 20;
/** Every how many steps there is a twin to be steady by; a twin in every step makes it no steadier. */
const stepsPerPair = 4;
/** Steps between two states that are handed out. */
const stepsPerState = 50;

/** Steps in a row whose gradient is not a number, after which there is something wrong. */
const mostLost = 20;

/** The size of what is learnt from at a time, of pictures of this size. */
export const learntSize = (size: Size): Size => cropSize(size, mostPixels);

/** Whether pictures of this size can be learnt from. */
export function canFineTune(size: Size): boolean {
  const { width, height } = learntSize(size);
  return Math.min(width, height) >= leastCrop;
}

/** Whether a picture can be learnt from: large enough, and not one colour all over. */
export function canLearnFrom(picture: Image): boolean {
  return canFineTune(picture) && isVaried(picture);
}

/**
 * Goes on training the painter for one painting, with the loss of the optimiser and one of steadiness (Gupta et al. 2017
 * and Wang et al. 2020 train so), on random parts of `pictures`. All parameters that paint are changed; what the reader
 * gave is their start. The same input gives the same painter.
 *
 * @throws EngineError where the loss or its gradient is not a number
 */
export async function fineTune(options: FineTuning): Promise<Manner> {
  const { manner, pictures, steps, device, from, signal } = options;
  const crops = pictures.map(learntSize);
  const size = {
    width: Math.min(...crops.map(({ width }) => width)),
    height: Math.min(...crops.map(({ height }) => height)),
  };
  const loss = await CropLoss.of(options);
  const workerData: TuningWorkerData = {
    device,
    parameters: parametersOf(manner),
    from,
    rows: size.height / 2,
    columns: size.width / 2,
  };
  await using client = new WorkerClient<TuningCalls>(new URL('./tuning-worker.js', import.meta.url), {
    name: 'The fine-tuning worker',
    workerData,
    disposed: new EngineError('Fine-tuning has already ended'),
    native: true,
    signal,
  });
  const paint = async (picture: Float32Array, { outOf }: ColourMaps): Promise<Image> => {
    const { painted } = await client.call('paint', { picture }, { transfer: [picture.buffer] });
    return unstackPicture(painted, size, outOf, manner.modulation.colours.mean);
  };
  const lessons = new Lessons(options, size);
  const first = (from?.step ?? 0) + 1;
  let next = lessons.draw(first);
  let lost = 0;
  let unsteadiness = 0;
  for (let step = first; step <= steps; step++) {
    signal?.throwIfAborted();
    const { twin, white, maps, picture } = next;
    const goal = await loss.goal(picture);
    // What the twin should look like is not learnt from: one picture at a time takes half the memory, and is as steady.
    const wanted = twin?.motion.apply(await paint(twin.white, maps));
    const image = await paint(white, maps);
    const pull = new Float32Array(image.data.length);
    const terms = await loss.addInto(pull, image, goal);
    if (twin) unsteadiness = addUnsteadiness(pull, image, wanted!, twin.motion.inside, stepsPerPair);
    addOutside(pull, image);
    addGridPattern(pull, image);
    const stacked = stackPicture({ ...image, data: pull }, transposed(maps.outOf));
    const learning = client.call(
      'learn',
      { pull: stacked, pace: paceAt(step, steps) },
      { transfer: [stacked.buffer] },
    );
    learning.catch(() => {}); // thrown where it is awaited
    // The next crop is drawn meanwhile; the loss is not asked, which would need its memory beside that of learning.
    if (step < steps) next = lessons.draw(step + 1);
    lost = (await learning).finite ? 0 : lost + 1;
    if (lost === mostLost) throw new EngineError('The gradient of fine-tuning is not a number');
    options.onStep?.({ step, steps, ...terms, unsteadiness });
    if (step % stepsPerState === 0 && step < steps) await options.onState?.(await client.call('state', null));
  }
  const { values } = await client.call('state', null);
  const names = parametersOf(manner).map(({ name }) => name);
  return withParameters(manner, (name) => values[names.indexOf(name)]!);
}

/** Share of the full rate: it rises over the first steps, and sinks to 0 along a cosine. */
function paceAt(step: number, steps: number): number {
  const sinking = 0.5 + 0.5 * Math.cos((Math.PI * (step - 1)) / steps);
  return Math.min(1, step / warmUp) * sinking;
}

/** Random crops to learn from, ready to be painted. */
class Lessons {
  readonly #options: FineTuning;
  readonly #size: Size;
  /** Of each picture, or what is to stand for it. */
  readonly #colours: readonly ColourStatistics[];

  constructor(options: FineTuning, size: Size) {
    this.#options = options;
    this.#size = size;
    this.#colours = options.pictures.map(
      ({ bytes, width, height }) =>
        options.contentColours ?? colourStatistics(imageFromRgb24(bytes, width, height)),
    );
  }

  /** The crop of a step, or every so often its twin, and then what is to be painted as steadily: the same each time. */
  draw(step: number) {
    const { pictures: all, manner } = this.#options;
    const random = mulberry32(step);
    const chosen = Math.floor(random() * all.length);
    const colours = this.#colours[chosen]!;
    const { crop, drawTwin } = drawVariedCrop(all[chosen]!, this.#size, random);
    const maps = colourMaps(colours, manner.modulation.colours);
    const white = (picture: Image) => stackPicture(picture, maps.into, colours.mean);
    const drawn = step % stepsPerPair === 0 ? drawTwin() : undefined;
    const picture = drawn ? drawn.later : crop;
    const twin = drawn && { white: white(crop), motion: drawn.motion };
    return { twin, white: white(picture), maps, picture };
  }
}
