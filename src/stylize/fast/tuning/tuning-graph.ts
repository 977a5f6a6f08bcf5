import type { Differentiable } from '../../graph/differentiable.js';
import { GraphBuilder } from '../../graph/graph-builder.js';
import { Tape } from '../../graph/tape.js';
import { BLOCKS, EPSILON, HALF_CHANNELS, MODULATED, STACKED_CHANNELS } from '../layers.js';
import type { Parameter } from './parameters.js';

/** Names of the graphs' inputs and outputs; parameters go by their own names. */
export const tuningPort = {
  /** A stacked whitened picture, `[1, 12, rows, columns]`. */
  picture: 'x',
  /** What is painted, the same shape, whitened too. */
  painted: 'painted',
  /** Gradient of the loss by `painted`. */
  pull: 'pull',
  gradient: (parameter: string) => `${parameter}.gradient`,
} as const;

/** Of a stacked picture. */
interface Grid {
  readonly rows: number;
  readonly columns: number;
}

const shapeOf = ({ rows, columns }: Grid): Differentiable['shape'] => [1, STACKED_CHANNELS, rows, columns];

/** The graph that paints a picture, its own shot, with given parameters. */
export function writeTrialGraph(grid: Grid, parameters: readonly Parameter[]): Uint8Array {
  const { graph, painted } = writePainter(grid, parameters);
  graph.output(tuningPort.painted, painted.value, shapeOf(grid));
  return graph.build();
}

/** The graph of the gradient by every parameter, given that by what is painted. */
export function writeTuningGraph(grid: Grid, parameters: readonly Parameter[]): Uint8Array {
  const { graph, tape, painted } = writePainter(grid, parameters);
  tape.differentiate(painted, graph.input(tuningPort.pull, shapeOf(grid)));
  for (const { name, shape: own } of parameters) {
    graph.output(tuningPort.gradient(name), tape.gradientOf(name), own);
  }
  return graph.build();
}

/** The painter as it is trained: training/fast/README.md, "The network". */
function writePainter(grid: Grid, parameters: readonly Parameter[]) {
  const graph = new GraphBuilder();
  const tape = new Tape(graph);
  for (const parameter of parameters) graph.input(parameter.name, parameter.shape);
  const shape = shapeOf(grid);
  const x: Differentiable = { value: graph.input(tuningPort.picture, shape), shape };
  const layers = new Map(MODULATED.map((layer) => [layer.name, layer]));
  const modulated = (name: string, value: Differentiable) => {
    const { outChannels, stride } = layers.get(name)!;
    const convolved = tape.convolve(tape.mirror(value), `${name}.weight`, outChannels, stride);
    return tape.normalise(convolved, `${name}.scale`, `${name}.shift`, EPSILON);
  };
  const stem = tape.rectify(modulated('stem', x));
  let deep = tape.rectify(modulated('down', stem));
  for (let k = 1; k <= BLOCKS; k++) {
    deep = tape.add(deep, modulated(`block${k}b`, tape.rectify(modulated(`block${k}a`, deep))));
  }
  const coarse = tape.rectify(modulated('up', tape.enlarge(deep)));
  const joined = tape.add(coarse, tape.weigh(stem, 'fine', HALF_CHANNELS));
  const detail = tape.rectify(modulated('detail', joined));
  const out = tape.convolve(tape.mirror(detail), 'out.weight', STACKED_CHANNELS, 1, 'out.bias');
  return { graph, tape, painted: tape.add(out, tape.weigh(x, 'gain', 1)) };
}
