/**
 * Takes noise out of a shot's frames where nothing else changes: each value follows the source only as far as the two
 * lie more than `width` apart (a backlash, or play operator). So it is never farther from the source than that, does not
 * jump, and stands still under noise that is no stronger.
 */
export class NoiseGate {
  readonly #width: number;
  #held: Uint8Array | undefined;

  /** @param width in levels of 255 */
  constructor(width: number) {
    this.#width = width;
  }

  /** The next frame begins a shot. */
  restart(): void {
    this.#held = undefined;
  }

  /** A frame, all of one length, as it is to be painted. Not to be changed. */
  pass(bytes: Uint8Array): Uint8Array {
    const before = this.#held;
    if (before === undefined) {
      this.#held = bytes;
      return bytes;
    }
    const width = this.#width;
    const held = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      const [now, old] = [bytes[i]!, before[i]!];
      held[i] = now > old + width ? now - width : now < old - width ? now + width : old;
    }
    this.#held = held;
    return held;
  }
}
