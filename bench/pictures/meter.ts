import type { Image } from '../../src/image.js';
import { type StylizedPicture, styleDistance } from '../../src/metrics/measures/distances.js';
import type { StylizeOptions } from '../../src/options/resolve.js';
import { blockCosines } from './block-cosine.js';
import type { MeasuringNetworks } from './data.js';
import { MEASURED_LAYERS, type PairFigures, type PictureFigures } from './figures.js';
import { type Instrument, openInstrument } from './instrument.js';

/** Files of the networks. */
export interface MeterFiles extends MeasuringNetworks {
  /** The network that paints. */
  readonly ours: string;
}

/** The measures that need networks. */
export class Meter implements AsyncDisposable {
  readonly #vgg16: Instrument | null;
  readonly #vgg19: Instrument | null;
  readonly #ours: Instrument | null;

  private constructor(vgg16: Instrument | null, vgg19: Instrument | null, ours: Instrument | null) {
    this.#vgg16 = vgg16;
    this.#vgg19 = vgg19;
    this.#ours = ours;
  }

  /**
   * Opens the networks, once for all pairs.
   *
   * @param options those of the job: device, threads, and what its style loss is
   */
  static async open(files: MeterFiles, options: StylizeOptions): Promise<Meter> {
    const vgg16 = files.vgg16 ? await openInstrument(files.vgg16, options, 'max') : null;
    const vgg19 = files.vgg19 ? await openInstrument(files.vgg19, options, 'max') : null;
    return new Meter(vgg16, vgg19, vgg16 && (await openInstrument(files.ours, options)));
  }

  /** Style distances of a picture. */
  async distances(judged: StylizedPicture): Promise<Pick<PictureFigures, 'layers' | 'vgg16' | 'vgg19'>> {
    const full = this.#vgg16 && (await styleDistance(this.#vgg16.distanceNetwork, judged, MEASURED_LAYERS));
    const exact = this.#vgg19 && (await styleDistance(this.#vgg19.distanceNetwork, judged));
    return {
      layers: full?.layers.map(({ value }) => value) ?? null,
      vgg16: full?.value ?? null,
      vgg19: exact?.value ?? null,
    };
  }

  /** Our network's style gradient against full VGG-16's, at the source and at the finished picture. */
  async cosines({ output, content, style }: StylizedPicture): Promise<PairFigures['cosines']> {
    if (!this.#vgg16 || !this.#ours) return null;
    const ask = async ({ gradients }: Instrument) =>
      (await gradients.at([content, output], content, style)) as [Image, Image];
    const [ourSource, ourFinished] = await ask(this.#ours);
    const [source, finished] = await ask(this.#vgg16);
    return { source: blockCosines(ourSource, source), finished: blockCosines(ourFinished, finished) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const instrument of [this.#vgg16, this.#vgg19, this.#ours]) {
      await instrument?.[Symbol.asyncDispose]();
    }
  }
}
