import type { LayerShape } from '../../network/layers.js';
import { type Window, windowAlong } from '../../network/window.js';
import { windowAttributes, writeTransposed } from './convolution.js';
import { firstInput, type WriteOperator } from './operator.js';

/**
 * The largest value of each window. Its gradient goes to where that value was found, which the forward pass notes:
 * windows may overlap, so what several of them send to one place is summed up.
 */
export const maxPool: WriteOperator<'maxPool'> = ({ window }, site) => {
  const { graph, output } = site;
  const input = firstInput(site);
  const [value, places] = graph.nodes('MaxPool', [input.value], 2, windowAttributes(window, 1, input));
  return {
    value: value as string,
    backward: (gradient) => {
      const flat = (name: string) => graph.node('Reshape', [name, graph.ints([-1])]);
      const zeros = graph.node('ConstantOfShape', [
        graph.ints([input.channels * input.width * input.height]),
      ]);
      const sums = graph.node('ScatterElements', [zeros, flat(places as string), flat(gradient)], {
        axis: 0,
        reduction: 'add',
      });
      return [graph.node('Reshape', [sums, graph.ints([1, output.channels, input.height, input.width])])];
    },
  };
};

/** The mean of each window, as a convolution of each channel with ones, divided by how many values there were. */
export const averagePool: WriteOperator<'averagePool'> = ({ window, countsPadding }, site) => {
  const { graph, output } = site;
  const input = firstInput(site);
  const { channels } = input;
  const [rows, columns] = window.kernel;
  const weight = new Float32Array(channels * rows * columns).fill(1);
  const kernel = { window, groups: channels, inChannels: channels, outChannels: channels, weight };
  const ones = graph.tensor(weight, [channels, 1, rows, columns]);
  const share = graph.tensor(shares(window, input, countsPadding), [1, 1, output.height, output.width]);
  const sum = graph.node('Conv', [input.value, ones], windowAttributes(window, channels, input));
  return {
    value: graph.node('Mul', [sum, share]),
    backward: (gradient) => [writeTransposed(graph, kernel, graph.node('Mul', [gradient, share]), input)],
  };
};

/** By position of the window, 1 over the values that it averages. */
function shares(window: Window, { width, height }: LayerShape, countsPadding: boolean): Float32Array {
  const rows = countsAlong(window, 0, height, countsPadding);
  const columns = countsAlong(window, 1, width, countsPadding);
  return Float32Array.from(rows.flatMap((a) => columns.map((b) => 1 / (a * b))));
}

/** By position along an axis, the values within the window; the padding that was asked for among them if it counts. */
function countsAlong(window: Window, axis: 0 | 1, length: number, countsPadding: boolean): number[] {
  const { count, before } = windowAlong(window, axis, length);
  const padded = typeof window.pads === 'string' ? 0 : window.pads[axis + 2]!;
  const [first, last] = countsPadding ? [-before, length + padded] : [0, length];
  return Array.from({ length: count }, (_, position) => {
    let inside = 0;
    for (let tap = 0; tap < window.kernel[axis]; tap++) {
      const place = position * window.strides[axis] - before + tap * window.dilations[axis];
      if (place >= first && place < last) inside++;
    }
    return inside;
  });
}

/** The mean over all positions: 1 × 1. */
export const globalAverage: WriteOperator<'globalAverage'> = (_, site) => {
  const { graph } = site;
  const { value, width, height, channels } = firstInput(site);
  return {
    value: graph.node('GlobalAveragePool', [value]),
    backward: (gradient) => {
      const share = graph.node('Mul', [gradient, graph.floats(1 / (width * height))]);
      return [graph.node('Expand', [share, graph.ints([1, channels, height, width])])];
    },
  };
};
