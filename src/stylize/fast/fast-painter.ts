import { availableParallelism } from 'node:os';
import { EngineError } from '../../errors.js';
import type { Image } from '../../image.js';
import { WorkerClient } from '../../worker-client.js';
import { forbidTelemetry } from '../engines/no-telemetry.js';
import { runtimeLocation } from '../engines/runtime-location.js';
import type { ColourStatistics } from '../initial/colour-transfer.js';
import type { StyleAreas } from '../loss/paintings.js';
import { colourMaps } from './colour-maps.js';
import { fastPort, writeMomentsGraph, writePaintGraph } from './fast-graph.js';
import type { FastCalls, FastWorkerData, FramePart } from './fast-protocol.js';
import { painterConstants, type ShotStatistics } from './fold.js';
import { MODULATED } from './layers.js';
import { lightOfColours } from './light.js';
import { meanColours } from './shot-colours.js';
import type { Modulation } from './style-reader.js';
import type { Manner } from './tuning/parameters.js';

const disposed = 'The painter has already been disposed of';

/** Settings of a {@link FastPainter}. */
export interface FastPainterOptions {
  /** Of the style, with what is blended with it or before what is mixed with it; then of each region that is painted after a painting of its own. */
  readonly manners: readonly Manner[];
  /** Whether shots keep the colours that they have, instead of taking on the painting's. Default: no. */
  readonly ownColours?: boolean | undefined;
  /** One that was found to start. */
  readonly provider: FastWorkerData['provider'];
  /** Pictures painted at a time on the CPU, one thread each; as many as the process may use where absent. */
  readonly threads?: number | undefined;
  /** Bounds the painter's life: when it aborts, pending and later calls reject with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Paints pictures in one pass, in the manner of one painting, or area by area in those of several. A shot is measured once, from some of its frames; what it
 * is painted with is constant from then on, so equal pixels are painted equally all through the shot, but
 * for frames that fade from or to black (`fadedIn`).
 */
export class FastPainter implements AsyncDisposable {
  /** For people: `CPU, 2 × 1 thread (onnxruntime 1.30.0)`. */
  readonly description: string;
  readonly provider: FastWorkerData['provider'];
  /** How it paints; others hold for shots that are measured from then on. */
  manners: readonly Manner[];
  /** How many pictures are worth handing in at a time. */
  readonly parallel: number;
  readonly #options: FastPainterOptions;
  #workers: readonly Worker[] | undefined;
  #disposed = false;

  constructor(options: FastPainterOptions) {
    const { provider, threads = availableParallelism(), manners } = options;
    this.#options = options;
    this.manners = manners;
    this.provider = provider;
    this.parallel = provider === 'cpu' ? threads : 1;
    const where = provider === 'cpu' ? `CPU, ${threads} × 1 thread` : provider;
    this.description = `${where} (onnxruntime ${runtimeLocation().version})`;
  }

  /** Started when they are first asked: they are not there while it is fine-tuned. */
  #started(): readonly Worker[] {
    if (this.#disposed) throw new EngineError(disposed);
    this.#workers ??= Array.from({ length: this.parallel }, () => this.#start());
    return this.#workers;
  }

  #start(): Worker {
    forbidTelemetry();
    const { provider, signal } = this.#options;
    const workerData: FastWorkerData = { provider, threads: 1 };
    const client = new WorkerClient<FastCalls>(new URL('./fast-worker.js', import.meta.url), {
      name: 'A painting worker',
      workerData,
      disposed: new EngineError(disposed),
      native: true,
      signal,
    });
    return { client, pending: 0 };
  }

  /**
   * What a shot is painted with, by manner.
   *
   * @param pictures some of its frames, evenly spread, all of one size: at least one
   */
  async measureShot(pictures: readonly Image[]): Promise<ShotStatistics[]> {
    const colours = meanColours(pictures);
    const measured: ShotStatistics[] = [];
    for (const manner of this.manners) measured.push(await this.#measure(manner, pictures, colours));
    return measured;
  }

  async #measure(
    manner: Manner,
    pictures: readonly Image[],
    colours: ColourStatistics,
  ): Promise<ShotStatistics> {
    const size = pictures[0];
    if (size === undefined) throw new RangeError('Expected at least one frame of the shot');
    const { weights } = manner;
    const modulation = this.#modulationOf(manner, colours);
    const maps = colourMaps(colours, modulation.colours);
    const model = writeMomentsGraph(weights, modulation, maps, size, pictures.length);
    const worker = this.#leastBusy();
    const outputs = await this.#call(worker, 'measure', { model, pictures, mean: colours.mean });
    const moments = MODULATED.map(({ name }) => {
      const [mean, variance] = [outputs[fastPort.mean(name)]!, outputs[fastPort.variance(name)]!];
      return [name, { mean, variance }] as const;
    });
    return { colours, moments: new Map(moments) };
  }

  /** Every picture handed in from now on is painted as one of this shot, and is of this size. */
  async openShot(
    shot: readonly ShotStatistics[],
    size: { readonly width: number; readonly height: number },
  ): Promise<void> {
    const graphs = this.manners.map((manner, i) => {
      const statistics = shot[i]!;
      const modulation = this.#modulationOf(manner, statistics.colours);
      const constants = painterConstants(manner.weights, modulation, statistics);
      return { model: writePaintGraph(constants, size), mean: constants.mean };
    });
    // The colours are those of the shot, of all manners alike.
    const light = lightOfColours(shot[0]!.colours);
    await Promise.all(this.#started().map((worker) => this.#call(worker, 'open', { graphs, light })));
  }

  /**
   * Paints a picture of the shot opened last.
   *
   * @param areas of each manner; absent: the first everywhere
   */
  async paint(picture: Image, areas?: StyleAreas): Promise<Image> {
    return (await this.#call(this.#leastBusy(), 'paint', { picture, areas })).painted;
  }

  /** Paints a part of a frame, which is of the shot's size; the rest stays as it is. */
  async paintPart(frame: FramePart): Promise<Uint8Array> {
    return (await this.#call(this.#leastBusy(), 'paintPart', frame)).painted;
  }

  /** How the painting modulates the painter for a shot of such colours. */
  #modulationOf({ modulation }: Manner, colours: ColourStatistics): Modulation {
    return this.#options.ownColours ? { ...modulation, colours } : modulation;
  }

  #leastBusy(): Worker {
    return this.#started().reduce((best, worker) => (worker.pending < best.pending ? worker : best));
  }

  async #call<Method extends keyof FastCalls>(
    worker: Worker,
    method: Method,
    argument: FastCalls[Method]['argument'],
  ): Promise<FastCalls[Method]['value']> {
    worker.pending++;
    try {
      return await worker.client.call(method, argument);
    } finally {
      worker.pending--;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const workers = this.#workers ?? [];
    await Promise.all(workers.map(({ client }) => client[Symbol.asyncDispose]()));
  }
}

interface Worker {
  readonly client: WorkerClient<FastCalls>;
  /** Calls that it has not answered yet. */
  pending: number;
}
