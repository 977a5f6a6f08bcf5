import type { Size } from '../../../src/image.js';
import { type OnnxFixture, type OnnxNodeFixture, onnxFile, rawTensor } from '../onnx-file.js';
import { randomNumbers } from '../random-network.js';

/** What a small style network is to be like. */
export interface PainterFixtureOptions {
  readonly channels?: number;
  /** What white is. */
  readonly white?: 1 | 255;
  /** 7 and 9 have Upsample, and Pad with attributes; 13 and 18 Resize, and Pad with inputs. */
  readonly opset?: 7 | 9 | 13 | 18;
  /** That the file names; absent: open. */
  readonly size?: Size;
  /** Pictures at a time, where the size is named. */
  readonly batch?: number;
  readonly irVersion?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

const INNER = 8;

/**
 * A network built like those of Johnson et al. 2016, small: mirrored padding and a convolution that halves the picture,
 * an instance normalisation, the nearest neighbour's enlargement, and a convolution to a picture.
 */
export function painterFixture({
  channels = 3,
  white = 255,
  opset = 9,
  size,
  batch = 1,
  irVersion = 7,
  metadata = {},
}: PainterFixtureOptions = {}): OnnxFixture {
  const random = randomNumbers(7);
  const numbers = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => scale * (random() - 0.5));
  const tensors = [
    rawTensor('w1', [INNER, channels, 3, 3], numbers(INNER * channels * 9, 2)),
    rawTensor('b1', [INNER], numbers(INNER, 1)),
    rawTensor('scale', [INNER], new Float32Array(INNER).fill(1)),
    rawTensor('offset', [INNER], numbers(INNER, 0.5)),
    rawTensor('w2', [3, INNER, 1, 1], numbers(3 * INNER, 0.4 * white)),
    rawTensor('b2', [3], new Float32Array(3).fill(0.45 * white)),
  ];
  const nodes: OnnxNodeFixture[] = [];
  const node = (
    op: string,
    inputs: string[],
    output: string,
    attributes: OnnxNodeFixture['attributes'] = {},
  ) => {
    nodes.push({ op, inputs, outputs: [output], attributes });
  };
  const pads = [0, 0, 1, 1, 0, 0, 1, 1];
  if (opset <= 9) node('Pad', ['x'], 'padded', { mode: 'reflect', pads });
  else {
    tensors.push({
      name: 'pads',
      dims: [8],
      type: 7,
      data: { raw: new Uint8Array(BigInt64Array.from(pads, BigInt).buffer) },
    });
    node('Pad', ['x', 'pads'], 'padded', { mode: 'reflect' });
  }
  node('Conv', ['padded', 'w1', 'b1'], 'halved', { kernel_shape: [3, 3], strides: [2, 2] });
  node('InstanceNormalization', ['halved', 'scale', 'offset'], 'normal', { epsilon: { float: 1e-5 } });
  node('Relu', ['normal'], 'rectified');
  const scales = [1, 1, 2, 2];
  if (opset === 7) node('Upsample', ['rectified'], 'large', { mode: 'nearest', scales: { floats: scales } });
  else {
    tensors.push(rawTensor('scales', [4], Float32Array.from(scales)));
    if (opset === 9) node('Upsample', ['rectified', 'scales'], 'large', { mode: 'nearest' });
    else {
      node('Resize', ['rectified', '', 'scales'], 'large', {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    }
  }
  node('Conv', ['large', 'w2', 'b2'], 'y', { kernel_shape: [1, 1] });
  const shape = (planes: number) =>
    size ? [batch, planes, size.height, size.width] : ['n', planes, 'h', 'w'];
  const inputs = [{ name: 'x', dims: shape(channels) }];
  // Before the fourth version of the format, what has a value in the file is among the inputs, too.
  if (irVersion < 4) {
    inputs.push(...tensors.map(({ name, dims, type }) => ({ name, dims: [...dims], type })));
  }
  return {
    producer: 'test',
    nodes,
    tensors,
    inputs,
    outputs: [{ name: 'y', dims: shape(3) }],
    opset,
    irVersion,
    metadata,
  };
}

/** The bytes of such a network's file. */
export function painterFile(options: PainterFixtureOptions = {}): Uint8Array<ArrayBuffer> {
  return onnxFile(painterFixture(options));
}

/** A network that is one convolution of 1×1, without a bias: output k is Σ weights[k][c] · input c. */
export function mixerFile(weights: readonly (readonly number[])[], offset = 0): Uint8Array<ArrayBuffer> {
  const channels = weights[0]!.length;
  return onnxFile({
    producer: 'test',
    nodes: [{ op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['y'], attributes: { kernel_shape: [1, 1] } }],
    tensors: [
      rawTensor('w', [weights.length, channels, 1, 1], Float32Array.from(weights.flat())),
      rawTensor('b', [weights.length], new Float32Array(weights.length).fill(offset)),
    ],
    inputs: [{ name: 'x', dims: ['n', channels, 'h', 'w'] }],
    outputs: [{ name: 'y', dims: ['n', weights.length, 'h', 'w'] }],
  });
}
