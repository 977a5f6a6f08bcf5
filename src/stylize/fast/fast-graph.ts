import { GraphBuilder } from '../graph/graph-builder.js';
import type { ColourMaps } from './colour-maps.js';
import type { FastWeights, Linear } from './fast-weights.js';
import { type PainterConstants, unfoldedConvolutions } from './fold.js';
import { BLOCKS, EPSILON, MODULATED, STACKED_CHANNELS } from './layers.js';
import { blockGrid } from './picture-blocks.js';
import type { Modulation } from './style-reader.js';

/** Names of the graphs' inputs and outputs. */
export const fastPort = {
  /** `[pictures, 12, rows, columns]`, as `stackBlocksInto` writes them. */
  pictures: 'x',
  /** The same shape, not limited. */
  painted: 'painted',
  /** `[channels]`, by modulated convolution. */
  mean: (convolution: string) => `${convolution}.mean`,
  variance: (convolution: string) => `${convolution}.variance`,
} as const;

/** Of a picture. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** `[pictures, channels, rows, columns]` of stacked pictures. */
export function stackedShape(pictures: number, size: Size): number[] {
  const { columns, rows } = blockGrid(size);
  return [pictures, STACKED_CHANNELS, rows, columns];
}

/** A name for "what happens to a convolution's output before the ReLU". */
type Normalise = (name: string, value: string) => string;

/** The graph that paints one picture at a time, of a painting and a shot. */
export function writePaintGraph({ convolutions, fine }: PainterConstants, size: Size): Uint8Array {
  const graph = new GraphBuilder();
  const shape = stackedShape(1, size);
  const x = graph.input(fastPort.pictures, shape);
  graph.output(
    fastPort.painted,
    writePainter(graph, convolutions, fine, x, (_, value) => value),
    shape,
  );
  return graph.build();
}

/**
 * The graph that measures a shot: its pictures go through the painter as one batch, each modulated convolution
 * normalised by the mean and variance of what it puts out, over all pictures and positions. These are the outputs.
 */
export function writeMomentsGraph(
  weights: FastWeights,
  modulation: Modulation,
  maps: ColourMaps,
  size: Size,
  count: number,
): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input(fastPort.pictures, stackedShape(count, size));
  const square = (value: string) => graph.node('Mul', [value, value]);
  const mean = (value: string) => graph.node('ReduceMean', [value], { axes: [0, 2, 3], keepdims: 1 });
  const channels = new Map(MODULATED.map(({ name, outChannels }) => [name, outChannels]));
  const normalise: Normalise = (name, value) => {
    const own = channels.get(name) as number;
    const { scale, shift } = modulation.channels.get(name) as { scale: Float32Array; shift: Float32Array };
    const average = mean(value);
    const centred = graph.node('Sub', [value, average]);
    const variance = mean(square(centred));
    const flat = graph.ints([own]);
    graph.output(fastPort.mean(name), graph.node('Reshape', [average, flat]), [own]);
    graph.output(fastPort.variance(name), graph.node('Reshape', [variance, flat]), [own]);
    const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.floats(EPSILON)])]);
    const factor = graph.tensor(
      scale.map((s) => 1 + s),
      [1, own, 1, 1],
    );
    const scaled = graph.node('Mul', [centred, graph.node('Div', [factor, deviation])]);
    return graph.node('Add', [scaled, graph.tensor(shift, [1, own, 1, 1])]);
  };
  writePainter(graph, unfoldedConvolutions(weights, modulation, maps), modulation.fine, x, normalise);
  return graph.build();
}

/** The painter itself: training/fast/README.md, "The network". Both pictures are stacked. */
function writePainter(
  graph: GraphBuilder,
  convolutions: ReadonlyMap<string, Linear>,
  fine: Float32Array,
  x: string,
  normalise: Normalise,
): string {
  const mirrored = graph.ints([0, 0, 1, 1, 0, 0, 1, 1]);
  const convolve = (
    name: string,
    value: string,
    inChannels: number,
    outChannels: number,
    stride = 1,
  ): string => {
    const { weight, bias } = convolutions.get(name) as Linear;
    const side = Math.sqrt(weight.length / (inChannels * outChannels));
    const padded = side === 3 ? graph.node('Pad', [value, mirrored], { mode: 'reflect' }) : value;
    const constants = [
      graph.tensor(weight, [outChannels, inChannels, side, side]),
      graph.tensor(bias, [outChannels]),
    ];
    return graph.node('Conv', [padded, ...constants], {
      kernel_shape: [side, side],
      strides: [stride, stride],
    });
  };
  const shapes = new Map(MODULATED.map((convolution) => [convolution.name, convolution]));
  const modulated = (name: string, value: string): string => {
    const shape = shapes.get(name)!;
    return normalise(name, convolve(name, value, shape.inChannels, shape.outChannels, shape.stride));
  };
  const relu = (value: string) => graph.node('Relu', [value]);
  const add = (a: string, b: string) => graph.node('Add', [a, b]);

  const stem = relu(modulated('stem', x));
  let deep = relu(modulated('down', stem));
  for (let k = 1; k <= BLOCKS; k++) {
    deep = add(deep, modulated(`block${k}b`, relu(modulated(`block${k}a`, deep))));
  }
  const enlarged = graph.enlarge(deep);
  const fineWay = graph.node('Mul', [stem, graph.tensor(fine, [1, fine.length, 1, 1])]);
  const detail = relu(modulated('detail', add(relu(modulated('up', enlarged)), fineWay)));
  const out = convolve('out', detail, fine.length, STACKED_CHANNELS);
  const around = convolve('around', x, STACKED_CHANNELS, STACKED_CHANNELS);
  return add(out, around);
}
