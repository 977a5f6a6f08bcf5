import type { TensorEntry } from './safetensors.js';

/**
 * The start of a safetensors file whose tensors follow in the given order,
 * without gaps: the header's length and the header, padded with spaces to a
 * multiple of eight bytes.
 *
 * @param tensors by name; only the lengths of their places are looked at
 */
export function encodeSafetensorsHeader(
  tensors: readonly (readonly [string, TensorEntry])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let at = 0;
  const entries = tensors.map(([name, { dtype, shape, begin, end }]) => {
    const data_offsets = [at, at + end - begin];
    at += end - begin;
    return [name, { dtype, shape, data_offsets }];
  });
  const text = JSON.stringify(Object.fromEntries([...entries, ['__metadata__', metadata]]));
  const json = new TextEncoder().encode(text);
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}
