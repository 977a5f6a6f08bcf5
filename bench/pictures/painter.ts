import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StylizeOptions } from '../../src/options/resolve.js';
import { stylizeImage } from '../../src/pipeline/stylize-image.js';
import { paintingKey } from './painting-key.js';

/** A painted picture, and what was noted down when it was painted. */
export interface Painting {
  /** Its file in the painter's folder. */
  readonly file: string;
  /** The whole call, starting the network included. */
  readonly seconds: number;
  /** Of the loss, over all scales. */
  readonly evaluations: number;
  readonly device: string;
  /** Digest of the code that painted it. */
  readonly build: string;
}

/** What to paint. */
export interface PaintingOrder {
  /** How the file's name begins. */
  readonly name: string;
  readonly content: string;
  readonly style: string;
  readonly options: StylizeOptions;
  readonly weights: string;
}

/**
 * Paints by `stylizeImage`, as any caller would, and keeps pictures in a
 * folder with a note of what each took, so that none is painted twice.
 */
export class Painter {
  readonly #folder: string;
  readonly #build: string;
  readonly #anyBuild: boolean;

  /**
   * @param build digest of the code: pictures of another build are painted anew
   * @param anyBuild unless this is set
   */
  constructor(folder: string, build: string, anyBuild = false) {
    this.#folder = folder;
    this.#build = build;
    this.#anyBuild = anyBuild;
  }

  /** @param onPaint called where there is no such picture yet, before it is painted */
  async paint(order: PaintingOrder, onPaint: () => void = () => {}): Promise<Painting> {
    const { name, content, style, options } = order;
    const base = `${name}.${await paintingKey(order)}`;
    const kept = await this.#kept(base);
    if (kept !== null) return kept;
    onPaint();
    const file = `${base}.png`;
    const report = await stylizeImage(content, style, join(this.#folder, file), {
      ...options,
      overwrite: true,
    });
    const evaluations = report.frames[0]?.evaluations ?? 0;
    const { seconds, device } = report;
    const painting = { file, seconds: seconds.total, evaluations, device, build: this.#build };
    // The note comes last: without one, the picture counts as not painted.
    await writeFile(this.#note(base), `${JSON.stringify({ ...painting, options }, null, 2)}\n`);
    return painting;
  }

  async #kept(base: string): Promise<Painting | null> {
    try {
      const { options: _, ...painting } = JSON.parse(await readFile(this.#note(base), 'utf8'));
      await readFile(join(this.#folder, painting.file));
      return this.#anyBuild || painting.build === this.#build ? painting : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  #note(base: string): string {
    return join(this.#folder, `${base}.json`);
  }
}
