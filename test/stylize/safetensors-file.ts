import type { VggNetwork } from '../../src/stylize/network/network.js';

/** A tensor to be written: its type is told from the array, or given with raw bytes. */
export interface TensorFixture {
  readonly shape: readonly number[];
  readonly data: Float32Array | { readonly dtype: string; readonly bytes: Uint8Array };
}

/** The bytes of a safetensors file. */
export function safetensorsFile(
  tensors: Readonly<Record<string, TensorFixture>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const float32 = data instanceof Float32Array;
    const bytes = float32 ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data.bytes;
    header[name] = { dtype: float32 ? 'F32' : data.dtype, shape, data_offsets: [at, at + bytes.length] };
    parts.push(bytes);
    at += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let to = 8 + json.length;
  for (const part of parts) {
    file.set(part, to);
    to += part.length;
  }
  return file;
}

/** A network's tensors under the given names for its convolutions. */
export function networkTensors(
  network: VggNetwork,
  prefix: (convolution: string) => string = (name) => name,
): Record<string, TensorFixture> {
  const tensors: Record<string, TensorFixture> = {};
  for (const { name, inChannels, outChannels, weight, bias } of network.convolutions) {
    tensors[`${prefix(name)}.weight`] = { shape: [outChannels, inChannels, 3, 3], data: weight };
    tensors[`${prefix(name)}.bias`] = { shape: [outChannels], data: bias };
  }
  for (const [layer, metric] of network.metrics) {
    const c = Math.sqrt(metric.length);
    tensors[`metric.${layer}`] = { shape: [c, c], data: metric };
  }
  return tensors;
}
