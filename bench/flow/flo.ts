import { readFile } from 'node:fs/promises';
import { InputError } from '../../src/errors.js';
import type { FlowField } from '../../src/flow-field.js';

/** First four bytes of every .flo file: the little-endian float 202021.25, "PIEH". */
const MAGIC = 0x48454950;
/** Components above this mean "unknown" in Middlebury's files. */
export const UNKNOWN_FLOW = 1e9;

/**
 * Reads the true flow of a Middlebury pair: magic, width, height as little-endian int32, then (u, v) float32 pairs
 * row by row. Unknown vectors stay as they are, above `UNKNOWN_FLOW`.
 *
 * @throws InputError where the file is missing or no .flo file
 */
export async function readFlo(path: string): Promise<FlowField> {
  const bytes = await readFile(path).catch((error) => {
    throw new InputError(`Expected a readable .flo file, got ${path}`, error);
  });
  if (bytes.length < 12 || bytes.readUInt32LE(0) !== MAGIC) {
    throw new InputError(
      `Expected ${path} to begin with the .flo tag "PIEH"; it is not a Middlebury flow file`,
    );
  }
  const [width, height] = [bytes.readInt32LE(4), bytes.readInt32LE(8)];
  const expected = 12 + 8 * width * height;
  if (width < 1 || height < 1 || bytes.length !== expected) {
    throw new InputError(
      `Expected ${path} to hold ${width}×${height} vectors in ${expected} bytes, got ${bytes.length}`,
    );
  }
  const component = (offset: number) =>
    Float32Array.from({ length: width * height }, (_, p) => bytes.readFloatLE(offset + 8 * p));
  return { width, height, u: component(12), v: component(16) };
}
