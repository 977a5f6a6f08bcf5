import { totalmem } from 'node:os';
import type { Size } from '../decode/size.js';
import { EngineError } from '../errors.js';
import type { LayerChoice } from '../stylize/network/layer-choice.js';
import { type LayerFacts, layerFacts } from '../stylize/network/layer-facts.js';
import { isVgg, type Network } from '../stylize/network/network.js';
import { operatorsFor } from '../stylize/network/operator-network.js';

/** What is painted, with its margin. A picture that stands alone takes less than a frame: it has no past. */
interface PaintedSize extends Size {
  /** Absent: a clip. */
  readonly kind?: 'clip' | 'picture';
  /** Layers that are compared; absent: all that the network has. */
  readonly layers?: Pick<LayerChoice, 'style' | 'content'> | undefined;
  /** Paintings besides the style: their bytes, as they are read, and how many of them have a region of their own. */
  readonly further?: { readonly bytes: number; readonly areas: number } | undefined;
}

const mebi = 2 ** 20;
/**
 * Bytes that a job takes whatever the size of its pictures; for each byte of
 * the network's weights (every compiled loss has its own, turned both ways);
 * for every value of the network's layers, of which a pixel has its share; for
 * every value of the style layers for each further area; and for each byte of
 * further paintings, which are held at several sizes. Fitted to the largest resident size of whole jobs on the CPU, of two networks
 * (docs/benchmarks.md), which it meets within an eighth.
 */
const model = {
  fixed: 300 * mebi,
  perWeightByte: 15,
  perValue: { clip: 54, picture: 32 },
  perAreaValue: 15,
  perPaintingByte: 4,
};

/** Bytes that painting pictures of a size takes on the CPU, about. */
export function memoryNeed(network: Network, size: PaintedSize): number {
  return fixedNeed(network, size) + size.width * size.height * bytesPerPixel(network, size);
}

function fixedNeed(network: Network, { further }: PaintedSize): number {
  const weights = isVgg(network)
    ? network.convolutions.map(({ weight }) => weight)
    : network.operators.flatMap(({ operation }) => ('weight' in operation ? [operation.weight] : []));
  const bytes = weights.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return model.fixed + model.perWeightByte * bytes + model.perPaintingByte * (further?.bytes ?? 0);
}

function bytesPerPixel(network: Network, { kind = 'clip', layers, further }: PaintedSize): number {
  const facts = layerFacts(network);
  const own = model.perValue[kind] * valuesPerPixel(network, facts, layers);
  const compared = facts.filter(({ layer }) => layers === undefined || layer in layers.style);
  return own + model.perAreaValue * (further?.areas ?? 0) * valuesOf(compared);
}

/** Values of the layers that are computed, for each pixel of the picture, but for a ReLU: it takes the place of what it reads. */
function valuesPerPixel(
  network: Network,
  facts: readonly LayerFacts[],
  layers: PaintedSize['layers'],
): number {
  if (isVgg(network)) {
    return network.convolutions.reduce((sum, { name, outChannels }) => {
      const block = Number(/^conv(\d)/.exec(name)?.[1] ?? 1);
      return sum + outChannels / 4 ** (block - 1);
    }, 0);
  }
  const names = layers && [...Object.keys(layers.style), ...Object.keys(layers.content)];
  const operators = names ? operatorsFor(network, names) : network.operators;
  const held = operators.filter(({ operation }) => operation.kind !== 'relu').map(({ name }) => name);
  return valuesOf(facts.filter(({ layer }) => held.includes(layer)));
}

/** Values of some layers for each pixel of the picture. */
function valuesOf(layers: readonly LayerFacts[]): number {
  return layers.reduce(
    (sum, { channels, stride = Number.POSITIVE_INFINITY }) => sum + channels / stride ** 2,
    0,
  );
}

/** Bytes that this machine, or the container that we run in, has in all. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(totalmem(), constrained);
}

/** The longer side of the largest picture of this shape that fits, in pixels, rounded down to tens. */
export function largestSide(network: Network, size: PaintedSize, limit: number): number {
  const { width, height } = size;
  const pixels = Math.max(0, limit - fixedNeed(network, size)) / bytesPerPixel(network, size);
  const side = Math.max(width, height) * Math.sqrt(pixels / (width * height));
  return Math.floor(Math.min(side, Math.max(width, height)) / 10) * 10;
}

/**
 * Refuses a job that cannot fit, before it has taken anything.
 *
 * @throws EngineError that names the size that would fit
 */
export function checkMemory(network: Network, size: PaintedSize, limit = memoryLimit()): void {
  const need = memoryNeed(network, size);
  if (need <= limit) return;
  throw new EngineError(
    `Pictures of ${size.width}×${size.height} need about ${gib(need)} of memory, but only ${gib(limit)} is available: ` +
      advice(network, size, limit),
  );
}

/** The error to tell instead of one that says that memory has run out; any other as it is. */
export function explainOutOfMemory(error: unknown, network: Network, size: PaintedSize): unknown {
  if (!isOutOfMemory(error)) return error;
  // It did not fit in what there was beside other programs: leave them a quarter more.
  const tried = Math.min(memoryLimit(), memoryNeed(network, size));
  return new EngineError(
    `Memory ran out while painting pictures of ${size.width}×${size.height}, which need about ` +
      `${gib(memoryNeed(network, size))}: close other programs, or ${advice(network, size, 0.75 * tried)}`,
    error,
  );
}

/** Whether an error is onnxruntime's, C++'s or V8's way of saying that an allocation failed. */
export function isOutOfMemory(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (
      /bad_?alloc|bad allocation|failed to allocate|out of memory|array buffer allocation failed|could not allocate memory|ERR_WORKER_OUT_OF_MEMORY/i.test(
        at.message,
      )
    )
      return true;
  }
  return false;
}

function advice(network: Network, size: PaintedSize, limit: number): string {
  const side = largestSide(network, size, limit);
  return side >= 32 ? `\`--size ${side}\` would fit` : 'no size would fit: choose a smaller network';
}

/** Bytes for people: `1.5 GiB`. */
export function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
