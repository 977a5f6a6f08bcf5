import type { Size } from '../../../image.js';
import type { Differentiable } from '../../graph/differentiable.js';
import { GraphBuilder } from '../../graph/graph-builder.js';
import { Tape } from '../../graph/tape.js';
import { paintBorder, withoutBorder } from '../fast-graph.js';
import { BLOCKS, EPSILON, HALF_CHANNELS, MODULATED, STACKED_CHANNELS } from '../layers.js';
import { blockGrid } from '../picture-blocks.js';
import type { Parameter } from './parameters.js';

/** Names of the graphs' inputs and outputs; parameters go by their own names. */
export const tuningPort = {
  /** A stacked whitened picture, with a border as of `paintBorder`. */
  picture: 'x',
  /** What is painted, with its border, whitened too. */
  painted: 'painted',
  /** Gradient of the loss by `painted`. */
  pull: 'pull',
  gradient: (parameter: string) => `${parameter}.gradient`,
} as const;

const shapeOf = (size: Size, border: number): Differentiable['shape'] => {
  const { rows, columns } = blockGrid(size, border);
  return [1, STACKED_CHANNELS, rows, columns];
};

/** The graph that paints a picture, its own shot, with given parameters. */
export function writeTrialGraph(size: Size, parameters: readonly Parameter[]): Uint8Array {
  const { graph, painted } = writePainter(size, parameters);
  graph.output(tuningPort.painted, painted.value, painted.shape);
  return graph.build();
}

/** The graph of the gradient by every parameter, given that by what is painted. */
export function writeTuningGraph(size: Size, parameters: readonly Parameter[]): Uint8Array {
  const { graph, tape, painted } = writePainter(size, parameters);
  tape.differentiate(painted, graph.input(tuningPort.pull, painted.shape));
  for (const { name, shape: own } of parameters) {
    graph.output(tuningPort.gradient(name), tape.gradientOf(name), own);
  }
  return graph.build();
}

/** The painter as it paints (`writePaintGraph`), but that it normalises each picture by itself. */
function writePainter(size: Size, parameters: readonly Parameter[]) {
  const graph = new GraphBuilder();
  const tape = new Tape(graph);
  for (const parameter of parameters) graph.input(parameter.name, parameter.shape);
  const shape = shapeOf(size, paintBorder.pictures);
  const x: Differentiable = { value: graph.input(tuningPort.picture, shape), shape };
  const layers = new Map(MODULATED.map((layer) => [layer.name, layer]));
  const modulated = (name: string, value: Differentiable) => {
    const { outChannels, stride } = layers.get(name)!;
    const convolved = tape.convolve(value, `${name}.weight`, outChannels, stride);
    return tape.normalise(convolved, `${name}.scale`, `${name}.shift`, EPSILON);
  };
  const stem = tape.rectify(modulated('stem', x));
  let deep = tape.rectify(modulated('down', stem));
  for (let k = 1; k <= BLOCKS; k++) {
    const inner = tape.rectify(modulated(`block${k}a`, tape.mirror(deep, 2)));
    deep = tape.add(deep, modulated(`block${k}b`, inner));
  }
  const coarse = tape.rectify(modulated('up', tape.enlarge(tape.mirror(deep))));
  const joined = tape.add(coarse, tape.weigh(stem, 'fine', HALF_CHANNELS));
  const detail = tape.rectify(modulated('detail', joined));
  const out = tape.convolve(detail, 'out.weight', STACKED_CHANNELS, 1, 'out.bias');
  const inner = { value: withoutBorder(graph, x.value), shape: shapeOf(size, paintBorder.painted) };
  return { graph, tape, painted: tape.add(out, tape.weigh(inner, 'gain', 1)) };
}
