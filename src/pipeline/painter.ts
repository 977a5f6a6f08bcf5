import type { Size } from '../decode/size.js';
import type { StylizeOptions } from '../options/resolve.js';
import { styleKind } from '../stylize/style-network/style-kind.js';
import { type NetworkInputs, openNetworkPainter, readNetworkInputs } from './network-painter.js';
import type { Painter, WorkKind } from './opened-painter.js';
import { type OptimisingInputs, openOptimisingPainter, readOptimisingInputs } from './optimising-painter.js';

/** What painting frame after frame stands on, read before any engine is started. */
export type PainterInputs = OptimisingInputs | NetworkInputs;

/**
 * Reads the style, a picture or a network file, and what it takes to paint pictures of the given size in it.
 *
 * @throws InputError for the style, ModelError for a network, EngineError where the pictures would need more memory
 *   than there is
 */
export async function readPainterInputs(
  stylePath: string,
  size: Size,
  options: StylizeOptions,
  kind: WorkKind,
  signal?: AbortSignal,
): Promise<PainterInputs> {
  return (await styleKind(stylePath)) === 'network'
    ? readNetworkInputs(stylePath, size, options, kind, signal)
    : readOptimisingInputs(stylePath, size, options, kind);
}

/**
 * Starts what computes. Pictures are to be handed in with their margin.
 *
 * @throws EngineError for the device, or where the pictures would need more memory than there is
 */
export function openPainter(
  inputs: PainterInputs,
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<Painter> {
  return inputs.way === 'network'
    ? openNetworkPainter(inputs, options, signal)
    : openOptimisingPainter(inputs, options, signal);
}
