import { ModelError, UsageError } from '../../errors.js';
import type { LayerShape, Size } from './layers.js';
import { type Window, windowAlong } from './window.js';

/** What an operator reads that reads the picture itself: RGB in [0,1]. */
export const SOURCE = '';

/** What an operator does to what it reads. Parameters are plain data, weights row-major. */
export type Operation =
  | {
      readonly kind: 'convolution';
      readonly window: Window;
      readonly groups: number;
      /** `channels × input channels / groups × rows × columns`. */
      readonly weight: Float32Array;
      /** `channels` long. */
      readonly bias: Float32Array;
    }
  /** Each channel times its scale, plus its offset; both `channels` long. */
  | { readonly kind: 'affine'; readonly scale: Float32Array; readonly offset: Float32Array }
  | { readonly kind: 'relu' | 'sigmoid' | 'hardSwish' | 'globalAverage' | 'concatenate' | 'add' | 'multiply' }
  /** Negative values times the slope of their channel, `channels` long. */
  | { readonly kind: 'leaky'; readonly slope: Float32Array }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }
  /** max(0, min(1, alpha x + beta)) */
  | { readonly kind: 'hardSigmoid'; readonly alpha: number; readonly beta: number }
  | { readonly kind: 'maxPool'; readonly window: Window }
  | { readonly kind: 'averagePool'; readonly window: Window; readonly countsPadding: boolean }
  /** x / (bias + alpha / size · the sum of squares over `size` neighbouring channels)^beta */
  | {
      readonly kind: 'localNormalise';
      readonly size: number;
      readonly alpha: number;
      readonly beta: number;
      readonly bias: number;
    }
  /** Zeros around the features: above, left, below, right. */
  | { readonly kind: 'pad'; readonly pads: readonly [number, number, number, number] };

/** One step of a network, whose output is a layer. */
export interface Operator {
  /** The layer's name: no two are the same, none is `SOURCE`. */
  readonly name: string;
  /** Names of the layers that it reads, in order; all come before it. */
  readonly inputs: readonly string[];
  /** Those that it puts out. */
  readonly channels: number;
  readonly operation: Operation;
}

/**
 * Any convolutional network: operators in an order in which each comes after what it reads. Whatever the network
 * expects of its input, the first operator makes it of RGB in [0,1]. Plain data: it can be cloned into a worker.
 */
export interface OperatorNetwork {
  readonly name: string;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
  readonly operators: readonly Operator[];
  /** Of layers behind what we cannot compute, by name: what stands in the way. */
  readonly outOfReach: ReadonlyMap<string, string>;
  /** Such networks have none. */
  readonly metrics: ReadonlyMap<string, Float32Array>;
}

/** The operators that some layers depend on, in order. */
export function operatorsFor({ operators }: OperatorNetwork, layers: readonly string[]): Operator[] {
  const needed = new Set(layers);
  return operators
    .toReversed()
    .filter(({ name, inputs }) => {
      if (needed.has(name)) for (const input of inputs) needed.add(input);
      return needed.has(name);
    })
    .reverse();
}

/**
 * The shapes of the layers that some operators put out for a picture of a size; that of `SOURCE` too.
 *
 * @throws UsageError if nothing is left of the picture at a layer, or two sizes do not meet where they should
 */
export function shapesOf(operators: readonly Operator[], size: Size): Map<string, LayerShape> {
  const shapes = new Map<string, LayerShape>([
    [SOURCE, { width: size.width, height: size.height, channels: 3 }],
  ]);
  for (const { name, inputs, channels, operation } of operators) {
    const given = inputs.map((input) => shapes.get(input) as LayerShape);
    const { width, height } = sizeAfter(operation, given);
    if (width < 1 || height < 1) {
      throw new UsageError(
        `Expected a larger picture for layer ${name}, got ${size.width}×${size.height}, of which nothing is left there`,
      );
    }
    shapes.set(name, { channels, width, height });
  }
  return shapes;
}

function sizeAfter(operation: Operation, inputs: readonly LayerShape[]): Size {
  const [first, second] = inputs as [LayerShape, LayerShape | undefined];
  switch (operation.kind) {
    case 'convolution':
    case 'maxPool':
    case 'averagePool':
      return {
        height: windowAlong(operation.window, 0, first.height).count,
        width: windowAlong(operation.window, 1, first.width).count,
      };
    case 'globalAverage':
      return { width: 1, height: 1 };
    case 'pad': {
      const [top, left, bottom, right] = operation.pads;
      return { width: first.width + left + right, height: first.height + top + bottom };
    }
    case 'multiply':
      // A weight for each channel may come first.
      return first.width * first.height === 1 && second ? second : first;
    default:
      return first;
  }
}

/**
 * The shape of a layer's features for a picture of a size.
 *
 * @throws ModelError where the network has no such layer within reach, UsageError if nothing is left of the picture
 */
export function operatorShape(
  network: OperatorNetwork,
  layer: string,
  width: number,
  height: number,
): LayerShape {
  const shape = shapesOf(operatorsFor(network, [layer]), { width, height }).get(layer);
  if (shape !== undefined && layer !== SOURCE) return shape;
  throw new ModelError(`Expected a layer of the network ${network.name}, got \`${layer}\``);
}
