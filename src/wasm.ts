import { readFileSync } from 'node:fs';

const PAGE = 65_536;
const compiled = new Map<string, WebAssembly.Module>();

type Numbers<Count, List extends number[] = []> = List['length'] extends Count
  ? List
  : Numbers<Count, [...List, number]>;

/** A kernel that takes `Count` numbers, pointers as byte offsets; its source, in an `assembly` folder, says which. */
export type Kernel<Count extends number, Result = void> = (...values: Numbers<Count>) => Result;

/** A memory of at least `bytes`; its `buffer` changes with every growth. */
export function createMemory(bytes = PAGE): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
}

/** Grows a memory to at least `bytes`. Throws `RangeError` where it cannot: it ends at 4 GiB. */
export function ensureBytes(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

/** Hands out pieces of a memory, one after the other from an address on; each begins at a multiple of 16. */
export class MemoryPlan {
  /** First byte after what has been handed out. */
  end: number;

  constructor(start: number) {
    this.end = sixteenths(start);
  }

  /** The address of the next `bytes`. */
  take(bytes: number): number {
    const start = this.end;
    this.end += sixteenths(bytes);
    return start;
  }
}

const sixteenths = (bytes: number) => 16 * Math.ceil(bytes / 16);

/**
 * Instantiates a module of ours on `memory`, synchronously: they are a few kilobytes, and compiled once a thread.
 * `Kernels` is what the module exports, as its source says.
 */
export function instantiateKernels<Kernels>(url: URL, memory: WebAssembly.Memory): Kernels {
  const module = compiled.get(url.href) ?? new WebAssembly.Module(readFileSync(url));
  compiled.set(url.href, module);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
}
