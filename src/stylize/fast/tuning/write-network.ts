import { GraphBuilder } from '../../graph/graph-builder.js';
import { type ColourStatistics, leastChange, raised } from '../../initial/colour-transfer.js';
import { colourMaps } from '../colour-maps.js';
import type { Linear } from '../fast-weights.js';
import { unfoldedConvolutions } from '../fold.js';
import { BLOCKS, EPSILON, HALF_CHANNELS, MODULATED, STACKED_CHANNELS } from '../layers.js';
import type { Manner } from './parameters.js';

/**
 * Writes the painter of one painting as an ONNX file that any runtime can use: input `picture` and output `painted`,
 * `[1, 3, height, width]`, RGB in [0,1], sides multiples of 4, the output not limited. Each picture is normalised by
 * itself (InstanceNormalization).
 *
 * @param colours that its maps of colours are made for: those that it was trained with
 */
export function writeStyleNetwork({ weights, modulation }: Manner, colours: ColourStatistics): Uint8Array {
  const graph = new GraphBuilder();
  const dims = [1, 3, 'height', 'width'];
  const maps = colourMaps(colours, modulation.colours);
  const convolutions = unfoldedConvolutions(weights, modulation, maps);
  const layers = new Map(MODULATED.map((layer) => [layer.name, layer]));
  const convolve = (value: string, { weight, bias }: Linear, inputs: number, outputs: number, stride = 1) => {
    const padded = graph.pad(value, 1, 'reflect');
    const constants = [graph.tensor(weight, [outputs, inputs, 3, 3]), graph.tensor(bias, [outputs])];
    return graph.node('Conv', [padded, ...constants], { kernel_shape: [3, 3], strides: [stride, stride] });
  };
  const modulated = (name: string, value: string) => {
    const { inChannels, outChannels, stride } = layers.get(name)!;
    const { scale, shift } = modulation.channels.get(name)!;
    const plain = convolutions.get(name)!;
    const own = name === 'stem' ? { ...plain, weight: inDepthOrder(plain.weight) } : plain;
    const factors = graph.tensor(
      scale.map((value) => 1 + value),
      [outChannels],
    );
    const inputs = [
      convolve(value, own, inChannels, outChannels, stride),
      factors,
      graph.tensor(shift, [outChannels]),
    ];
    return graph.node('InstanceNormalization', inputs, { epsilon: { float: EPSILON } });
  };
  const relu = (value: string) => graph.node('Relu', [value]);
  const add = (a: string, b: string) => graph.node('Add', [a, b]);

  const picture = graph.input('picture', dims);
  const centred = graph.node('Sub', [picture, graph.tensor(Float32Array.from(colours.mean), [1, 3, 1, 1])]);
  const stem = relu(modulated('stem', graph.node('SpaceToDepth', [centred], { blocksize: 2 })));
  let deep = relu(modulated('down', stem));
  for (let k = 1; k <= BLOCKS; k++) {
    deep = add(deep, modulated(`block${k}b`, relu(modulated(`block${k}a`, deep))));
  }
  const enlarged = graph.enlarge(deep);
  const fine = graph.node('Mul', [stem, graph.tensor(modulation.fine, [1, HALF_CHANNELS, 1, 1])]);
  const detail = relu(modulated('detail', add(relu(modulated('up', enlarged)), fine)));
  const stacked = convolve(detail, convolutions.get('out')!, HALF_CHANNELS, STACKED_CHANNELS);
  const unstacked = graph.node('DepthToSpace', [stacked], { blocksize: 2, mode: 'CRD' });
  // The picture's own way round: gain · B A, of which B A is the least change of colours.
  const change = leastChange(raised(colours.covariance), raised(modulation.colours.covariance));
  const around = Float32Array.from(change, (value) => modulation.gain * value);
  const direct = graph.node('Conv', [centred, graph.tensor(around, [3, 3, 1, 1])], { kernel_shape: [1, 1] });
  graph.output('painted', add(unstacked, direct), dims);
  return graph.build({ 'nst-video.range': '1', 'nst-video.order': 'rgb' });
}

/** The stem's kernel for the order of SpaceToDepth: channel 3 k + c, not 4 c + k, is colour c of the block's pixel k. */
function inDepthOrder(weight: Float32Array): Float32Array {
  const out = new Float32Array(weight.length);
  for (let i = 0; i < weight.length; i++) {
    const [o, channel, tap] = [
      Math.floor(i / (9 * STACKED_CHANNELS)),
      Math.floor(i / 9) % STACKED_CHANNELS,
      i % 9,
    ];
    const other = 3 * (channel & 3) + (channel >> 2);
    out[(o * STACKED_CHANNELS + other) * 9 + tap] = weight[i]!;
  }
  return out;
}
