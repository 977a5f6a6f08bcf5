import { readFileSync } from 'node:fs';

/** The bytes that kernels compute on; `buffer` changes with every growth. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB. */
  grow(pages: number): number;
}

// Just what this file needs: TypeScript has these types only with the DOM's.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: KernelMemory } },
  ) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number }) => KernelMemory;
};

const PAGE = 65536;

/** A memory of one page. */
export function createMemory(): KernelMemory {
  return new WebAssembly.Memory({ initial: 1 });
}

/** Grows a memory to at least `bytes`. Throws `RangeError` where it cannot: it ends at 4 GiB. */
export function ensureBytes(memory: KernelMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / PAGE));
  }
}

/**
 * Compiles and instantiates a module of ours on `memory`, synchronously: they
 * are a few kilobytes. `Kernels` is what the module exports, as its source says.
 */
export function instantiateKernels<Kernels>(url: URL, memory: KernelMemory): Kernels {
  const module = new WebAssembly.Module(readFileSync(url));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
}
