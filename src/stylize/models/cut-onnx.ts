import { open, readFile } from 'node:fs/promises';
import { ModelError } from '../../errors.js';
import { encodeSafetensorsHeader } from '../network/encode-safetensors.js';
import { inputFromUser, undecided } from '../network/input-decision.js';
import { readOnnxWeights } from '../network/onnx/onnx-weights.js';
import type { TensorEntry } from '../network/safetensors.js';
import { type CutNetwork, type CutOptions, DEEPEST } from './cut-network.js';

/**
 * Writes the part of an ONNX file that we use, the convolutions up to conv5_1,
 * into a new safetensors file: float32, in the paper's names, with `input` and
 * `pooling` in the metadata. The same source gives the same bytes.
 *
 * @param path the file's place
 * @param source its name or address, for messages
 * @throws ModelError where the file cannot be read, is no VGG, or nothing tells its input
 */
export async function cutOnnx(
  path: string,
  source: string,
  target: string,
  { input: requested, signal }: CutOptions,
): Promise<CutNetwork> {
  const bytes = await readFile(path, { signal }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new ModelError(`Expected a readable model file, got ${source}: ${error.message}`, error);
  });
  const weights = readOnnxWeights(bytes, source);
  const input =
    requested === undefined
      ? weights.input
      : inputFromUser(requested, weights.convolutions[0]?.weight ?? new Float32Array(0));
  if (input?.name === undefined) throw undecided(source);
  const names = weights.convolutions.map(({ name }) => name);
  const kept = names.includes(DEEPEST) ? names.indexOf(DEEPEST) + 1 : names.length;
  const parts = weights.convolutions
    .slice(0, kept)
    .flatMap(({ name, inChannels, outChannels, weight, bias }) => [
      { name: `${name}.weight`, shape: [outChannels, inChannels, 3, 3], data: weight },
      { name: `${name}.bias`, shape: [outChannels], data: bias },
    ]);
  const entries = parts.map(({ name, shape, data }): [string, TensorEntry] => [
    name,
    { dtype: 'F32', shape, begin: 0, end: data.byteLength },
  ]);
  await using file = await open(target, 'wx');
  await file.write(encodeSafetensorsHeader(entries, { input: input.name, pooling: weights.pooling }));
  for (const { data } of parts) {
    signal?.throwIfAborted();
    await file.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  await file.sync();
  return { column: weights.column, input };
}
