import { NstError } from '../../errors.js';

/** Collects what would make a job fail; or, for a run, throws it at once. */
export class Problems {
  readonly found: NstError[] = [];
  readonly #stopAtFirst: boolean;

  constructor(stopAtFirst = false) {
    this.#stopAtFirst = stopAtFirst;
  }

  /** The result of a step; undefined where it has a problem. */
  async of<T>(step: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (this.#stopAtFirst || !(error instanceof NstError)) throw error;
      this.found.push(error);
      return undefined;
    }
  }
}
