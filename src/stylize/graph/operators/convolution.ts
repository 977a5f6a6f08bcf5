import type { Size } from '../../network/layers.js';
import { reach, type Window, windowAlong } from '../../network/window.js';
import type { GraphBuilder } from '../graph-builder.js';
import { transposedKernel } from '../kernels.js';
import type { Attributes } from '../onnx-proto.js';
import { firstInput, type WriteOperator } from './operator.js';

/** A convolution with a constant kernel, `outChannels × inChannels / groups × rows × columns`. */
interface Kernel {
  readonly window: Window;
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly weight: Float32Array;
}

/** A convolution; its transpose is a convolution too where it moves in steps of one, else ONNX's ConvTranspose. */
export const convolution: WriteOperator<'convolution'> = ({ window, groups, weight, bias }, site) => {
  const { graph, output } = site;
  const input = firstInput(site);
  const kernel = { window, groups, weight, inChannels: input.channels, outChannels: output.channels };
  const inputs = [input.value, kernelTensor(graph, kernel), graph.tensor(bias, [output.channels])];
  return {
    value: graph.node('Conv', inputs, windowAttributes(window, groups, input)),
    backward: (gradient) => [writeTransposed(graph, kernel, gradient, input)],
  };
};

/** Writes the transpose of a convolution of features of the given size. */
export function writeTransposed(
  graph: GraphBuilder,
  kernel: Kernel,
  gradient: string,
  { width, height }: Size,
): string {
  const { window, groups, inChannels, outChannels } = kernel;
  const [rows, columns] = [windowAlong(window, 0, height), windowAlong(window, 1, width)];
  const { kernel: kernel_shape, dilations, strides } = window;
  // A transposed convolution reaches as far beyond its gradient as the window's length less one and its padding.
  const beyond = [
    reach(window, 0) - 1 - rows.before,
    reach(window, 1) - 1 - columns.before,
    reach(window, 0) - 1 - rows.after,
    reach(window, 1) - 1 - columns.after,
  ];
  if (strides[0] === 1 && strides[1] === 1 && beyond.every((side) => side >= 0)) {
    const turned = transposedKernel(kernel, kernel_shape[0] * kernel_shape[1]);
    const tensor = graph.tensor(turned, [inChannels, outChannels / groups, ...kernel_shape]);
    return graph.node('Conv', [gradient, tensor], { kernel_shape, dilations, pads: beyond, group: groups });
  }
  return graph.node('ConvTranspose', [gradient, kernelTensor(graph, kernel)], {
    kernel_shape,
    dilations,
    strides,
    group: groups,
    pads: [rows.before, columns.before, Math.max(0, rows.after), Math.max(0, columns.after)],
    output_padding: [Math.max(0, -rows.after), Math.max(0, -columns.after)],
  });
}

/** The attributes of a window's node on features of the given size, with its padding in numbers. */
export function windowAttributes(window: Window, groups: number, { width, height }: Size): Attributes {
  const [rows, columns] = [windowAlong(window, 0, height), windowAlong(window, 1, width)];
  const { kernel: kernel_shape, dilations, strides } = window;
  const pads = [rows.before, columns.before, Math.max(0, rows.after), Math.max(0, columns.after)];
  return groups === 1
    ? { kernel_shape, dilations, strides, pads }
    : { kernel_shape, dilations, strides, pads, group: groups };
}

function kernelTensor(
  graph: GraphBuilder,
  { weight, groups, inChannels, outChannels, window }: Kernel,
): string {
  return graph.tensor(weight, [outChannels, inChannels / groups, ...window.kernel]);
}
