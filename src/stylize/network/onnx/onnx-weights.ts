import { ModelError } from '../../../errors.js';
import { decided, type InputDecision, inputOfKnownWeights } from '../input-decision.js';
import type { Convolution, Weights } from '../network.js';
import { followConvolutions } from './conv-chain.js';
import { columnOf, layersOfVgg, type VggLayer } from './layers-of-vgg.js';
import { type OnnxGraph, parseOnnxGraph } from './onnx-graph.js';
import { ProtobufError } from './protobuf.js';
import { type ReadTensor, tensorReader } from './tensor-reader.js';

/**
 * Whether a file is to be read as ONNX: its name ends so, or it starts with
 * the version of ONNX's format as writers put it, and not as safetensors do.
 *
 * @param start at least the first nine bytes, if there are so many
 * @param name file name or address
 */
export function isOnnx(start: Uint8Array, name: string): boolean {
  if (start[8] === 0x7b && start[7] === 0 && start[6] === 0) return false;
  const [tag, version, next] = start;
  const writtenVersion = tag === 0x08 && version !== undefined && version > 0 && version < 64;
  return /\.onnx(?:$|[?#])/i.test(name) || (writtenVersion && next !== undefined && next !== 0);
}

/**
 * Reads VGG's weights from an ONNX file: the convolutions in the order in
 * which the data passes them, whatever their names. Nothing is executed.
 *
 * @param source the file's name, for messages
 * @throws ModelError where it is no ONNX file, truncated, or its convolutions are not VGG's
 */
export function readOnnxWeights(bytes: Uint8Array, source: string): Weights {
  return readOnnx(bytes, source, (graph) => weightsOf(graph, source));
}

/**
 * Reads something from an ONNX file.
 *
 * @throws ModelError where it is no such file or truncated
 */
export function readOnnx<T>(bytes: Uint8Array, source: string, read: (graph: OnnxGraph) => T): T {
  try {
    return read(parseOnnxGraph(bytes));
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw notOnnx(bytes, source, error);
  }
}

/** What to say of bytes that are no ONNX file. */
export function notOnnx(bytes: Uint8Array, source: string, error: ProtobufError): ModelError {
  const start = new TextDecoder().decode(bytes.subarray(0, 40));
  if (start.startsWith('version https://git-lfs')) {
    return new ModelError(
      `Expected an ONNX file, got ${source}: it is only a Git LFS pointer to one. Get the file itself with \`git lfs pull\` or a browser`,
      error,
    );
  }
  if (error.truncated && bytes[0] === 0x08) {
    return new ModelError(`${source} is truncated or damaged: ${error.message}. Get the file again`, error);
  }
  return new ModelError(`Expected an ONNX file, got ${source}: ${error.message}`, error);
}

function weightsOf(graph: OnnxGraph, source: string): Weights {
  const { layers, blocks, pooling } = layersOfVgg(followConvolutions(graph, source), source);
  const column = columnOf(blocks, source);
  const read = tensorReader(graph, source);
  const convolutions: Convolution[] = [];
  let input: InputDecision | undefined;
  for (const layer of layers) {
    const inChannels = convolutions.at(-1)?.outChannels ?? 3;
    const plain = readConvolution(layer, inChannels, read);
    if (convolutions.length === 0)
      input = inputOfKnownWeights(plain.weight) ?? inputByNames(graph, layer.node.inputs[1] ?? '');
    convolutions.push(normalised(plain, layer, read));
  }
  return { column, convolutions, input, pooling, metrics: new Map(), name: undefined };
}

function readConvolution({ name, node }: VggLayer, inChannels: number, read: ReadTensor): Convolution {
  const weight = read(node.inputs[1], [-1, inChannels, 3, 3], `the weight of ${name}`);
  const outChannels = weight.shape[0]!;
  const bias = node.inputs[2] ? read(node.inputs[2], [outChannels], `the bias of ${name}`).data : undefined;
  return { name, inChannels, outChannels, weight: weight.data, bias: bias ?? new Float32Array(outChannels) };
}

/**
 * A convolution and the batch normalisation after it, if any, as one convolution: the filters
 * are scaled, and the bias takes the rest, so the features are the same up to
 * rounding. Zero padding is not affected, since it comes before both.
 */
function normalised(convolution: Convolution, { name, norm }: VggLayer, read: ReadTensor): Convolution {
  if (norm === undefined) return convolution;
  const { outChannels, weight, bias } = convolution;
  const [scale, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map(
    (part, i) =>
      read(norm.inputs[i + 1], [outChannels], `the ${part} of the normalisation after ${name}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const epsilon = norm.attributes.get('epsilon')?.float ?? 1e-5;
  const gain = Float64Array.from(scale, (value, c) => value / Math.sqrt(variance[c]! + epsilon));
  const taps = weight.length / outChannels;
  return {
    ...convolution,
    weight: weight.map((value, i) => value * gain[Math.floor(i / taps)]!),
    bias: bias.map((value, c) => (value - mean[c]!) * gain[c]! + shift[c]!),
  };
}

/**
 * The input by the names that publishers give the first convolution's weight:
 * torchvision and MXNet's Gluon (the model zoo's vgg16 and vgg19) train on RGB
 * in [0,1]; Caffe2's converter and Keras keep Caffe's input. Others do not tell.
 *
 * @param weight the name of the first convolution's
 */
export function inputByNames(graph: OnnxGraph, weight: string): InputDecision | undefined {
  if (/^features\.0\.weight$/.test(weight)) return decided('rgb', "its weights have torchvision's names");
  if (/^vgg\d+_conv0_weight$/.test(weight)) return decided('rgb', "its weights have MXNet's names");
  if (/caffe/i.test(graph.producer))
    return decided('caffe', `it was written by ${graph.producer.slice(0, 40)}`);
  if (/^conv1_1_w_0$/.test(weight)) return decided('caffe', "its weights have Caffe2's names");
  if (/(?:^|\/)block1_conv1\//.test(weight)) return decided('caffe', "its weights have Keras' names");
  return undefined;
}
