import { readFile, writeFile } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { FlowField } from '../flow-field.js';
import type { FlowEstimator } from './estimator.js';

/** First four bytes of every .flo file: the little-endian float 202021.25, "PIEH". */
const MAGIC = 0x48454950;
/** Components above this mean "unknown" in Middlebury's files. */
export const UNKNOWN_FLOW = 1e9;

/**
 * Decodes a Middlebury .flo file: magic, width, height as little-endian int32,
 * then (u, v) float32 pairs row by row. Unknown vectors stay as they are, above
 * `UNKNOWN_FLOW`. `name` is what errors call the file. Throws `InputError` where it is none.
 */
export function decodeFlo(bytes: Uint8Array, name = '.flo data'): FlowField {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || view.getUint32(0, true) !== MAGIC) {
    throw new InputError(
      `Expected ${name} to begin with the .flo tag "PIEH"; it is not a Middlebury flow file`,
    );
  }
  const width = view.getInt32(4, true);
  const height = view.getInt32(8, true);
  const expected = 12 + 8 * width * height;
  if (width < 1 || height < 1 || bytes.byteLength !== expected) {
    throw new InputError(
      `Expected ${name} to hold ${width}×${height} vectors in ${expected} bytes, got ${bytes.byteLength}`,
    );
  }
  const u = new Float32Array(width * height);
  const v = new Float32Array(width * height);
  for (let p = 0; p < u.length; p++) {
    u[p] = view.getFloat32(12 + 8 * p, true);
    v[p] = view.getFloat32(16 + 8 * p, true);
  }
  return { width, height, u, v };
}

/** The inverse of `decodeFlo`. */
export function encodeFlo(flow: FlowField): Uint8Array {
  const { width, height, u, v } = flow;
  const bytes = new Uint8Array(12 + 8 * width * height);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setInt32(4, width, true);
  view.setInt32(8, height, true);
  for (let p = 0; p < u.length; p++) {
    view.setFloat32(12 + 8 * p, u[p]!, true);
    view.setFloat32(16 + 8 * p, v[p]!, true);
  }
  return bytes;
}

/** Reads a .flo file. Throws `InputError` where it is missing or none. */
export async function readFlo(path: string): Promise<FlowField> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InputError(`Expected a readable .flo file, got ${path}`, error);
  }
  return decodeFlo(bytes, path);
}

/** Writes a .flo file, over one that is there. */
export async function writeFlo(path: string, flow: FlowField): Promise<void> {
  await writeFile(path, encodeFlo(flow));
}

/**
 * A flow estimator that reads files instead of computing: for its n-th call (from 0)
 * those that `locate(n)` names. Calls must come in the order of the frames, the pictures only tell the size.
 * Rejects with `InputError` where a file is missing, none, or of another size.
 */
export function createFloEstimator(
  locate: (pair: number) => { readonly forward: string; readonly backward: string },
): FlowEstimator {
  let pair = 0;
  return {
    description: '.flo files',
    async estimateBoth(previous, _current, { signal } = {}) {
      signal?.throwIfAborted();
      const paths = locate(pair++);
      const read = async (path: string) => {
        const flow = await readFlo(path);
        if (flow.width !== previous.width || flow.height !== previous.height) {
          throw new InputError(
            `Expected ${path} to be ${previous.width}×${previous.height}, got ${flow.width}×${flow.height}`,
          );
        }
        return flow;
      };
      const [forward, backward] = await Promise.all([read(paths.forward), read(paths.backward)]);
      signal?.throwIfAborted();
      return { forward, backward };
    },
    async [Symbol.asyncDispose]() {},
  };
}
