import { type OnnxFixture, type OnnxNodeFixture, rawTensor } from './onnx-file.js';
import { randomNormal, randomUniform } from './random-network.js';

/**
 * A small classifier as an exporter would write it, with most of what networks are made of: a strided convolution with
 * batch normalisation, pooling that overlaps, branches that are joined, a residual sum, weights by channel, and a
 * classifier behind it. Six channels.
 */
export function residualFixture(): OnnxFixture {
  const tensors: OnnxFixture['tensors'] = [];
  const nodes: OnnxNodeFixture[] = [];
  let seed = 1;
  const constant = (name: string, dims: readonly number[], values: Float32Array) => {
    tensors.push(rawTensor(name, dims, values));
    return name;
  };
  const add = (
    op: string,
    name: string,
    inputs: string[],
    attributes: OnnxNodeFixture['attributes'] = {},
  ): string => {
    nodes.push({ op, name, inputs, outputs: [`${name}:0`], attributes: { ...attributes } });
    return `${name}:0`;
  };
  const conv = (
    name: string,
    input: string,
    dims: number[],
    attributes: OnnxNodeFixture['attributes'] = {},
  ) => {
    const [outputs, inputs, rows, columns] = dims as [number, number, number, number];
    const size = outputs * inputs * rows * columns;
    const deviation = 1 / Math.sqrt(inputs * rows * columns);
    const weight = constant(`${name}.weight`, dims, randomNormal(size, seed++, deviation));
    return add('Conv', name, [input, weight], { kernel_shape: [rows, columns], ...attributes });
  };
  const perChannel = (name: string, offset = 0) =>
    constant(
      name,
      [6],
      randomUniform(6, seed++).map((value) => value + offset),
    );
  let value = conv('stem', 'picture', [6, 3, 5, 5], { strides: [2, 2], pads: [2, 2, 2, 2] });
  value = add('BatchNormalization', 'norm', [
    value,
    perChannel('norm.scale', 0.5),
    perChannel('norm.shift', -0.5),
    perChannel('norm.mean', -0.5),
    perChannel('norm.variance', 0.5),
  ]);
  value = add('Relu', 'stem relu', [value]);
  value = add('MaxPool', 'pool', [value], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 });
  const left = add('Relu', 'left', [conv('left conv', value, [3, 6, 1, 1])]);
  const right = add('Relu', 'right', [conv('right conv', value, [3, 6, 3, 3], { pads: [1, 1, 1, 1] })]);
  const joined = add('Concat', 'join', [left, right], { axis: 1 });
  const inner = conv('inner', joined, [6, 2, 3, 3], { pads: [1, 1, 1, 1], group: 3 });
  const mean = add('GlobalAveragePool', 'mean', [inner]);
  const gate = add('Sigmoid', 'gate', [conv('gate conv', mean, [6, 6, 1, 1])]);
  const weighed = add('Mul', 'weighed', [inner, gate]);
  const sum = add('Relu', 'out', [add('Add', 'sum', [weighed, joined])]);
  add('Flatten', 'flat', [sum], { axis: 1 });
  add('Softmax', 'classes', ['flat:0']);
  return {
    producer: 'test',
    nodes,
    tensors,
    inputs: [{ name: 'picture', dims: [1, 3, 'height', 'width'] }],
    outputs: [{ name: 'classes:0', dims: ['n', 'classes'] }],
  };
}
