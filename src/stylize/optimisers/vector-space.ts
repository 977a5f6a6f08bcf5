import { createMemory, instantiateKernels, type Kernel } from '../../wasm.js';
import { OctaveOperator, type Octaves } from './octaves.js';

/** One vector of a `VectorSpace`. */
export interface Vector {
  /** Byte offset in the space's memory. */
  readonly pointer: number;
  /** The elements, without the padding. Shared with the kernels. */
  readonly values: Float32Array;
}

/** The kernels of assembly/vector.ts; pointers are byte offsets. */
interface VectorKernels {
  readonly dot: Kernel<3, number>;
  readonly axpy: Kernel<4>;
  readonly scale: Kernel<3>;
  readonly multiply: Kernel<3>;
  readonly subtract: Kernel<4>;
  readonly freePart: Kernel<5>;
  readonly clampedStep: Kernel<5>;
  readonly adamStep: Kernel<10>;
}

const headBytes = 65_536;

/**
 * `count` float32 vectors of one length in one WebAssembly memory, with SIMD
 * kernels over them. Vectors start out as zeros.
 */
export class VectorSpace {
  readonly vectors: readonly Vector[];
  readonly #kernels: VectorKernels;
  readonly #paddedLength: number;
  readonly #octaves: OctaveOperator | undefined;

  /** @param octaves of the pictures that the vectors are, where `spreadInto` is wanted */
  constructor(length: number, count: number, octaves?: Octaves) {
    this.#paddedLength = Math.ceil(length / 16) * 16;
    const bytes = 4 * this.#paddedLength;
    const memory = createMemory(headBytes + count * bytes);
    if (octaves) this.#octaves = new OctaveOperator(memory, octaves);
    this.#kernels = instantiateKernels(new URL('../vector.wasm', import.meta.url), memory);
    this.vectors = Array.from({ length: count }, (_, index) => {
      const pointer = headBytes + index * bytes;
      return { pointer, values: new Float32Array(memory.buffer, pointer, length) };
    });
  }

  /** Σ aᵢbᵢ */
  dot(a: Vector, b: Vector): number {
    return this.#kernels.dot(a.pointer, b.pointer, this.#paddedLength);
  }

  /** y ← y + αx */
  addScaledInto(y: Vector, alpha: number, x: Vector): void {
    this.#kernels.axpy(alpha, x.pointer, y.pointer, this.#paddedLength);
  }

  /** x ← αx */
  scaleInto(x: Vector, alpha: number): void {
    this.#kernels.scale(alpha, x.pointer, this.#paddedLength);
  }

  /** yᵢ ← xᵢyᵢ */
  multiplyInto(y: Vector, x: Vector): void {
    this.#kernels.multiply(y.pointer, x.pointer, this.#paddedLength);
  }

  /** y ← P Pᵀ y, P the map from the space's octaves to pixels; y itself where it has none. */
  spreadInto(y: Vector): void {
    this.#octaves?.applyInto(y.pointer, y.values.length);
  }

  /** out ← a − b */
  subtractInto(out: Vector, a: Vector, b: Vector): void {
    this.#kernels.subtract(out.pointer, a.pointer, b.pointer, this.#paddedLength);
  }

  /** out ← a, zero where x sits on a border of [0,1] and the descent along `gradient` would leave it. */
  freePartInto(out: Vector, a: Vector, gradient: Vector, x: Vector): void {
    this.#kernels.freePart(out.pointer, a.pointer, gradient.pointer, x.pointer, this.#paddedLength);
  }

  /** x ← clamp(x + αd, 0, 1); `taken` receives the step really taken. */
  stepInto(x: Vector, taken: Vector, alpha: number, d: Vector): void {
    this.#kernels.clampedStep(x.pointer, alpha, d.pointer, taken.pointer, this.#paddedLength);
  }

  /** One Adam step on x, clamped to [0,1]; m and v are its moments. */
  adamStepInto(
    x: Vector,
    m: Vector,
    v: Vector,
    gradient: Vector,
    step: { rate: number; correction: number; beta1: number; beta2: number; epsilon: number },
  ): void {
    const { rate, correction, beta1, beta2, epsilon } = step;
    this.#kernels.adamStep(
      x.pointer,
      gradient.pointer,
      m.pointer,
      v.pointer,
      rate,
      correction,
      beta1,
      beta2,
      epsilon,
      this.#paddedLength,
    );
  }
}
