import type { Size } from '../../image.js';
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

/** `[pictures, channels, rows, columns]` of stacked pictures, with a border as of `blockGrid`. */
export function stackedShape(pictures: number, size: Size, border = 0): number[] {
  const { columns, rows } = blockGrid(size, border);
  return [pictures, STACKED_CHANNELS, rows, columns];
}

/** A name for "what happens to a convolution's output before the ReLU". */
type Normalise = (name: string, value: string) => string;

/** Mirrored pixels, on every side, of the pictures that `writePaintGraph` takes, and of those that it gives. */
export const paintBorder = { pictures: 8, painted: 2 } as const;

/** The graph that paints one picture at a time, with borders as of `paintBorder`, of a painting and a shot. */
export function writePaintGraph({ convolutions, fine }: PainterConstants, size: Size): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input(fastPort.pictures, stackedShape(1, size, paintBorder.pictures));
  const painted = writePainter(graph, convolutions, fine, x, seldomPadded(graph), (_, value) => value);
  graph.output(fastPort.painted, painted, stackedShape(1, size, paintBorder.painted));
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
  const convolutions = unfoldedConvolutions(weights, modulation, maps);
  writePainter(graph, convolutions, modulation.fine, x, alwaysPadded(graph), normalise);
  return graph.build();
}

/** What a picture, and what is made of it, goes on with beyond its border. */
interface Edges {
  /** What a 3×3 convolution takes in place of a value; it gives a pixel less on every side. */
  around(value: string): string;
  /** What the first convolution of a block takes in place of a value. */
  ofBlock(value: string): string;
  /** A value at twice its size. */
  enlarged(value: string): string;
  /** As much of the picture as is painted. */
  inner(picture: string): string;
}

/** As in training: every convolution finds beyond the border what is mirrored there. */
function alwaysPadded(graph: GraphBuilder): Edges {
  return {
    around: (value) => graph.pad(value, 1, 'reflect'),
    ofBlock: (value) => graph.pad(value, 1, 'reflect'),
    enlarged: (value) => graph.enlarge(value),
    inner: (picture) => picture,
  };
}

/**
 * The picture goes on mirrored, by four pixels of the grid, and so does each block's input, by two; everything else is made of
 * that. It differs from {@link alwaysPadded} near the border alone, and takes a sixth less time: onnxruntime leaves its blocked layout for
 * every Pad.
 */
function seldomPadded(graph: GraphBuilder): Edges {
  const beside = (paintBorder.pictures - paintBorder.painted) / 2;
  const cut = [
    [beside, beside],
    [-beside, -beside],
    [2, 3],
  ].map((values) => graph.ints(values));
  return {
    around: (value) => value,
    ofBlock: (value) => graph.pad(value, 2, 'reflect'),
    enlarged: (value) => graph.enlarge(graph.pad(value, 1, 'edge')),
    inner: (picture) => graph.node('Slice', [picture, ...cut]),
  };
}

/** The painter itself: training/fast/README.md, "The network". Both pictures are stacked. */
function writePainter(
  graph: GraphBuilder,
  convolutions: ReadonlyMap<string, Linear>,
  fine: Float32Array,
  x: string,
  edges: Edges,
  normalise: Normalise,
): string {
  const convolve = (
    name: string,
    value: string,
    inChannels: number,
    outChannels: number,
    stride = 1,
  ): string => {
    const { weight, bias } = convolutions.get(name) as Linear;
    const side = Math.sqrt(weight.length / (inChannels * outChannels));
    const constants = [
      graph.tensor(weight, [outChannels, inChannels, side, side]),
      graph.tensor(bias, [outChannels]),
    ];
    return graph.node('Conv', [value, ...constants], {
      kernel_shape: [side, side],
      strides: [stride, stride],
    });
  };
  const shapes = new Map(MODULATED.map((convolution) => [convolution.name, convolution]));
  const modulated = (name: string, value: string, take = edges.around): string => {
    const shape = shapes.get(name)!;
    return normalise(name, convolve(name, take(value), shape.inChannels, shape.outChannels, shape.stride));
  };
  const relu = (value: string) => graph.node('Relu', [value]);
  const add = (a: string, b: string) => graph.node('Add', [a, b]);

  const stem = relu(modulated('stem', x));
  let deep = relu(modulated('down', stem));
  for (let k = 1; k <= BLOCKS; k++) {
    deep = add(deep, modulated(`block${k}b`, relu(modulated(`block${k}a`, deep, edges.ofBlock))));
  }
  const enlarged = edges.enlarged(deep);
  const fineWay = graph.node('Mul', [stem, graph.tensor(fine, [1, fine.length, 1, 1])]);
  const detail = relu(modulated('detail', add(relu(modulated('up', enlarged)), fineWay)));
  const out = convolve('out', edges.around(detail), fine.length, STACKED_CHANNELS);
  const around = convolve('around', edges.inner(x), STACKED_CHANNELS, STACKED_CHANNELS);
  return add(out, around);
}
