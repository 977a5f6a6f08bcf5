import { ModelError } from '../../../errors.js';
import type { Operation } from '../operator-network.js';
import type { OnnxConstants } from './onnx-constants.js';
import type { OnnxNode } from './onnx-graph.js';
import { readWindow } from './read-window.js';

/** What a node does to features: an operation and its channels; or nothing, and it hands them on as they are. */
export type ReadOperation = { readonly operation: Operation; readonly channels: number } | 'as it is';

/** A node that reads features. */
export interface NodeSite {
  readonly node: OnnxNode;
  readonly constants: OnnxConstants;
  /** By input of the node, the channels of what is features; undefined where it is not. */
  readonly channels: readonly (number | undefined)[];
}

type Read = (site: NodeSite) => ReadOperation;

const asItIs: Read = () => 'as it is';

/** An operation on the first input that keeps its channels. */
const onFirst =
  (read: (site: NodeSite) => Operation): Read =>
  (site) => ({ operation: read(site), channels: channelsOf(site, 0) });

/** ONNX's operators that we can compute and differentiate. */
const readers: Readonly<Record<string, Read>> = {
  Identity: asItIs,
  Dropout: asItIs,
  Cast: asItIs,
  Transpose({ node }) {
    // Pictures with the colours last, which we give as planes.
    if (node.attributes.get('perm')?.ints?.join() === '0,3,1,2') return 'as it is';
    throw new ModelError('it transposes');
  },
  Conv: readConvolution,
  BatchNormalization: readBatchNormalisation,
  Relu: onFirst(() => ({ kind: 'relu' })),
  Sigmoid: onFirst(() => ({ kind: 'sigmoid' })),
  HardSwish: onFirst(() => ({ kind: 'hardSwish' })),
  HardSigmoid: onFirst(({ node }) => ({
    kind: 'hardSigmoid',
    alpha: node.attributes.get('alpha')?.float ?? 0.2,
    beta: node.attributes.get('beta')?.float ?? 0.5,
  })),
  LeakyRelu: onFirst((site) => {
    const alpha = site.node.attributes.get('alpha')?.float ?? 0.01;
    return { kind: 'leaky', slope: new Float32Array(channelsOf(site, 0)).fill(alpha) };
  }),
  PRelu: onFirst((site) => ({
    kind: 'leaky',
    slope: site.constants.byChannel(site.node.inputs[1], channelsOf(site, 0), 'the slope'),
  })),
  Clip: onFirst(({ node, constants }) => ({
    kind: 'clip',
    min: bound(node, constants, 'min', 1) ?? Number.NEGATIVE_INFINITY,
    max: bound(node, constants, 'max', 2) ?? Number.POSITIVE_INFINITY,
  })),
  MaxPool: onFirst(({ node }) => {
    if (node.attributes.get('storage_order')?.int) throw new ModelError('it counts by columns');
    return { kind: 'maxPool', window: readWindow(node) };
  }),
  AveragePool: onFirst(({ node }) => ({
    kind: 'averagePool',
    window: readWindow(node),
    countsPadding: node.attributes.get('count_include_pad')?.int === 1,
  })),
  GlobalAveragePool: onFirst(() => ({ kind: 'globalAverage' })),
  ReduceMean: onFirst(({ node, constants }) => {
    const axes = node.attributes.get('axes')?.ints ?? constants.sizes(node.inputs[1]);
    const overPositions = axes?.map((axis) => (axis < 0 ? axis + 4 : axis)).join() === '2,3';
    if (overPositions && node.attributes.get('keepdims')?.int !== 0) return { kind: 'globalAverage' };
    throw new ModelError('it takes the mean of something else than positions');
  }),
  LRN: onFirst(({ node: { attributes } }) => ({
    kind: 'localNormalise',
    size: attributes.get('size')?.int ?? 1,
    alpha: attributes.get('alpha')?.float ?? 1e-4,
    beta: attributes.get('beta')?.float ?? 0.75,
    bias: attributes.get('bias')?.float ?? 1,
  })),
  Pad: onFirst(({ node, constants }) => {
    const pads = node.attributes.get('pads')?.ints ?? constants.sizes(node.inputs[1]);
    const mode = node.attributes.get('mode')?.text ?? 'constant';
    const filled = node.attributes.get('value')?.float ?? constants.number(node.inputs[2]) ?? 0;
    const [a, b, top, left, c, d, bottom, right] = pads ?? [];
    if (mode === 'constant' && filled === 0 && pads?.length === 8 && !(a || b || c || d)) {
      const sides = [top, left, bottom, right] as [number, number, number, number];
      if (sides.every((side) => side >= 0)) return { kind: 'pad', pads: sides };
    }
    throw new ModelError('it pads otherwise than with zeros around the picture');
  }),
  Concat(site) {
    const axis = site.node.attributes.get('axis')?.int;
    if (axis !== 1 && axis !== -3) throw new ModelError(`it joins along axis ${axis}`);
    const channels = site.channels.map((_, index) => channelsOf(site, index));
    return { operation: { kind: 'concatenate' }, channels: channels.reduce((sum, count) => sum + count, 0) };
  },
  Sum: onFirst((site) => {
    for (const index of site.channels.keys()) channelsOf(site, index);
    return { kind: 'add' };
  }),
  Add: (site) => arithmetic(site, 'add', (constant) => ({ scale: 1, offset: constant })),
  Mul: (site) => arithmetic(site, 'multiply', (constant) => ({ scale: constant, offset: 0 })),
  Sub: (site) =>
    arithmetic(site, undefined, (constant, first) =>
      first ? { scale: 1, offset: -constant } : { scale: -1, offset: constant },
    ),
  Div: (site) =>
    arithmetic(site, undefined, (constant, first) => {
      if (!first) throw new ModelError('it divides by features');
      return { scale: 1 / constant, offset: 0 };
    }),
};

/**
 * What a node does.
 *
 * @throws ModelError saying why it is beyond us
 */
export function readOperation(site: NodeSite): ReadOperation {
  const read = Object.hasOwn(readers, site.node.op) ? readers[site.node.op] : undefined;
  if (read === undefined) throw new ModelError('it is of a kind that is not supported');
  return read(site);
}

/** @throws ModelError where an input is no features */
function channelsOf({ channels }: NodeSite, index: number): number {
  const count = channels[index];
  if (count === undefined) throw new ModelError(`its input ${index + 1} is not made of the picture`);
  return count;
}

function readConvolution(site: NodeSite): ReadOperation {
  const { node, constants } = site;
  const inChannels = channelsOf(site, 0);
  const groups = node.attributes.get('group')?.int ?? 1;
  const weight = constants.read(node.inputs[1], [-1, inChannels / groups, -1, -1], 'the weight');
  const [channels, , rows, columns] = weight.shape as [number, number, number, number];
  if (channels % groups !== 0) throw new ModelError(`it has ${channels} channels in ${groups} groups`);
  const bias = node.inputs[2] ? constants.read(node.inputs[2], [channels], 'the bias').data : undefined;
  const window = readWindow(node, [rows, columns]);
  const operation = {
    kind: 'convolution',
    window,
    groups,
    weight: weight.data,
    bias: bias ?? new Float32Array(channels),
  } as const;
  return { operation, channels };
}

function readBatchNormalisation(site: NodeSite): ReadOperation {
  const { node, constants } = site;
  const channels = channelsOf(site, 0);
  const [factor, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map(
    (part, i) => constants.read(node.inputs[i + 1], [channels], `the ${part}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const epsilon = node.attributes.get('epsilon')?.float ?? 1e-5;
  const scale = factor.map((value, c) => value / Math.sqrt(variance[c]! + epsilon));
  const offset = shift.map((value, c) => value - mean[c]! * scale[c]!);
  return { operation: { kind: 'affine', scale, offset }, channels };
}

/** Two features, where `both` can be done to them; or features and a constant. */
function arithmetic(
  site: NodeSite,
  both: 'add' | 'multiply' | undefined,
  withConstant: (constant: number, first: boolean) => { scale: number; offset: number },
): ReadOperation {
  const [a, b] = site.channels;
  if (a !== undefined && b !== undefined) {
    if (both === undefined || a !== b) throw new ModelError('both of its inputs are made of the picture');
    return { operation: { kind: both }, channels: a };
  }
  const first = a !== undefined;
  const channels = (a ?? b) as number;
  const values = site.constants.byChannel(site.node.inputs[first ? 1 : 0], channels, 'the constant');
  const pairs = Array.from(values, (value) => withConstant(value, first));
  return {
    operation: {
      kind: 'affine',
      scale: Float32Array.from(pairs, ({ scale }) => scale),
      offset: Float32Array.from(pairs, ({ offset }) => offset),
    },
    channels,
  };
}

/** A bound of Clip: an attribute in old files, an input since. */
function bound(node: OnnxNode, constants: OnnxConstants, name: string, input: number): number | undefined {
  return node.attributes.get(name)?.float ?? constants.number(node.inputs[input]);
}
