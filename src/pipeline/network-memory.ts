import type { Size } from '../decode/size.js';
import { EngineError } from '../errors.js';
import { tensorShape } from '../stylize/network/onnx/onnx-tensor.js';
import { borderedSize } from '../stylize/style-network/mirrored-border.js';
import type { StyleNetwork } from '../stylize/style-network/style-network.js';
import { gib, memoryLimit } from './memory.js';

const mebi = 2 ** 20;
/**
 * Bytes that a job takes whatever the size of its pictures; for each pixel, with its border; and for each pixel and channel of the
 * first convolution, whose output is the largest. Fitted to the largest resident size of whole jobs of two networks and sizes
 * (docs/benchmarks.md).
 */
const model = { fixed: 300 * mebi, perPixel: 720, perChannel: 35 };
/** Channels where the first convolution's weight is not in the file. */
const usualChannels = 32;

/** Bytes that painting pictures of a size takes on the CPU, about. */
export function networkMemoryNeed(network: StyleNetwork, size: Size): number {
  const { width, height } = borderedSize(size);
  return model.fixed + width * height * bytesPerPixel(network);
}

function bytesPerPixel({ graph }: StyleNetwork): number {
  const weight = graph.nodes.find(({ op }) => op === 'Conv')?.inputs[1] ?? '';
  const tensor = graph.tensors[graph.tensorNames.indexOf(weight)];
  const channels = tensor === undefined ? usualChannels : (tensorShape(tensor)[0] ?? usualChannels);
  return model.perPixel + model.perChannel * channels;
}

/**
 * Refuses a job that cannot fit, before it has taken anything.
 *
 * @throws EngineError that names a size that would fit
 */
export function checkNetworkMemory(network: StyleNetwork, size: Size, limit = memoryLimit()): void {
  const need = networkMemoryNeed(network, size);
  if (need <= limit) return;
  const pixels = Math.max(0, limit - model.fixed) / bytesPerPixel(network);
  const bordered = borderedSize(size);
  const share = Math.sqrt(pixels / (bordered.width * bordered.height));
  const side = Math.floor((Math.max(size.width, size.height) * share - 80) / 10) * 10;
  throw new EngineError(
    `Pictures of ${size.width}×${size.height} need about ${gib(need)} of memory with ${network.name}, but only ${gib(limit)} is available: ` +
      (side >= 32 ? `\`--size ${side}\` would fit` : 'no size would fit'),
  );
}
