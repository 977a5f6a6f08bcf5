import { availableParallelism } from 'node:os';
import type { Size } from '../decode/size.js';
import { EngineError, UsageError } from '../errors.js';
import type { StylizeOptions } from '../options/resolve.js';
import type { ColourRange } from '../stylize/style-network/colour-range.js';
import { borderedSize } from '../stylize/style-network/mirrored-border.js';
import { NetworkRunner } from '../stylize/style-network/network-runner.js';
import { NetworkStylizer } from '../stylize/style-network/network-stylizer.js';
import { shotNorms } from '../stylize/style-network/shot-norms.js';
import { readStyleNetwork, type StyleNetwork } from '../stylize/style-network/style-network.js';
import { tryAt, tryColours } from '../stylize/style-network/try-network.js';
import { margin, sizeWithMargin } from './margin.js';
import { isOutOfMemory } from './memory.js';
import { checkNetworkMemory } from './network-memory.js';
import type { Painter, WorkKind } from './opened-painter.js';

/** What painting with a network file stands on: it has painted a test picture by now. */
export interface NetworkInputs {
  readonly way: 'network';
  readonly kind: WorkKind;
  /** Of the pictures to be painted, without their margin. */
  readonly size: Size;
  readonly network: StyleNetwork;
  readonly colours: ColourRange;
  /** Whether its instance normalisations are measured over a shot. */
  readonly normsByShot: boolean;
  /** Sentences worth telling. */
  readonly notices: readonly string[];
}

/** How far frames are held to the past where nothing is said, of networks that paint each frame by itself. */
export const usualHold = 0.85;

/**
 * Reads a network file and tries it: on a small test picture, to find out the range of its values, and on one of the size that
 * is to be painted.
 *
 * @throws InputError where it cannot be read, ModelError where it is no network that paints, UsageError for the device,
 *   EngineError where the pictures would need more memory than there is
 */
export async function readNetworkInputs(
  path: string,
  size: Size,
  options: StylizeOptions,
  kind: WorkKind,
  signal?: AbortSignal,
): Promise<NetworkInputs> {
  if (options.device === 'tensorflow') throw notTensorflow();
  const network = await readStyleNetwork(path);
  // It is tried on the CPU, wherever it paints.
  checkNetworkMemory(network, size);
  const { byShot, notice: norms } = shotNorms(
    network,
    kind === 'clip' && options.temporal,
    options.styleNorms,
  );
  await using runner = await NetworkRunner.start({ device: 'cpu', threads: threadsOf(options), signal });
  const said = { range: options.styleRange, order: options.styleOrder };
  const { colours, notice } = await tryColours(network, runner, said);
  try {
    await tryAt(network, runner, borderedSize(size), colours);
  } catch (error) {
    throw explained(error, size);
  }
  const notices = norms === undefined ? [notice] : [notice, norms];
  return { way: 'network', kind, size, network, colours, normsByShot: byShot, notices };
}

/**
 * Starts the network.
 *
 * @throws EngineError for the device
 */
export async function openNetworkPainter(
  { size, network, colours, normsByShot }: NetworkInputs,
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<Painter> {
  const { device } = options;
  if (device === 'tensorflow') throw notTensorflow();
  const runner = await NetworkRunner.start({ device, threads: threadsOf(options), signal });
  const usual = network.channels === 3 ? usualHold : 0;
  try {
    const stylizer = await NetworkStylizer.open(runner, {
      network,
      colours,
      size: sizeWithMargin(size),
      margin,
      hold: options.hold === 'auto' ? usual : options.hold,
      pastFrames: options.longTerm.at(-1) ?? 1,
    });
    return {
      stylizer,
      device: runner.description,
      shots: normsByShot ? stylizer : undefined,
      explain: (error) => (signal?.aborted ? error : explained(error, size)),
      [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
    };
  } catch (error) {
    await runner[Symbol.asyncDispose]();
    throw explained(error, size);
  }
}

function threadsOf({ threads }: StylizeOptions): number {
  return threads === 'auto' ? availableParallelism() : threads;
}

function notTensorflow(): UsageError {
  return new UsageError(
    'Expected `--device` to be auto, cpu, webgpu or cuda with a network file as the style, got tensorflow: it runs on onnxruntime',
  );
}

/** The error to tell instead of one that says that memory has run out; any other as it is. */
function explained(error: unknown, { width, height }: Size): unknown {
  if (!isOutOfMemory(error)) return error;
  return new EngineError(
    `Memory ran out while the network painted a picture of ${width}×${height}: close other programs, or try a smaller \`--size\``,
    error,
  );
}
