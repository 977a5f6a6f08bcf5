import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError, ModelError } from '../../errors.js';
import type { Size } from '../../image.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import { isExternal } from '../network/onnx/onnx-tensor.js';
import { notOnnx } from '../network/onnx/onnx-weights.js';
import { bytesOf, fieldsOf, ProtobufError, textOf } from '../network/onnx/protobuf.js';
import { type GraphFacts, readGraphFacts } from './graph-facts.js';

/** Channels that a style network takes: a frame; with the warped past frame; and with how far that is trusted. */
export const CHANNELS = [3, 6, 7] as const;

/** A network file that paints one style in one pass: Johnson et al. 2016 and its kin. */
export interface StyleNetwork {
  /** The file's name, for messages. */
  readonly name: string;
  /** The file. */
  readonly bytes: Uint8Array;
  readonly channels: (typeof CHANNELS)[number];
  /** Names of the graph's one input and one output. */
  readonly input: string;
  readonly output: string;
  /** The size that the file names; undefined where it leaves it open. */
  readonly ownSize: Size | undefined;
  /** Version of ONNX's own set of operators. */
  readonly opset: number;
  readonly graph: GraphFacts;
  /** What the file says of itself: `nst-video.range` and `nst-video.order` among its metadata. */
  readonly says: { readonly range: string | undefined; readonly order: string | undefined };
}

/** Of ONNX's element types, the one that is taken. */
const FLOAT32 = 1;

/**
 * Reads a style network's file.
 *
 * @throws InputError where it cannot be read; as `parseStyleNetwork`
 */
export async function readStyleNetwork(path: string): Promise<StyleNetwork> {
  await checkRegularPath(path);
  const bytes = await readFile(path).catch((error: Error) => {
    throw new InputError(`The style \`${path}\` cannot be read: ${error.message}`, error);
  });
  return parseStyleNetwork(bytes, basename(path));
}

/**
 * Reads what a style network takes and gives.
 *
 * @param name the file's name, for messages
 * @throws ModelError where it is no ONNX file or is no network from one picture to one picture
 */
export function parseStyleNetwork(bytes: Uint8Array, name: string): StyleNetwork {
  try {
    return parsed(bytes, name);
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw notOnnx(bytes, name, error);
  }
}

function parsed(bytes: Uint8Array, name: string): StyleNetwork {
  let graph: GraphFacts | undefined;
  let opset = 1;
  const metadata = new Map<string, string>();
  for (const field of fieldsOf(bytes)) {
    if (field.id === 7) graph = readGraphFacts(bytesOf(field));
    else if (field.id === 8) opset = ownOpset(bytesOf(field)) ?? opset;
    else if (field.id === 14) metadata.set(...readEntry(bytesOf(field)));
  }
  if (graph === undefined) throw new ProtobufError('it has no graph');
  if (graph.tensors.some(isExternal)) {
    throw new ModelError(
      `Expected ${name} to hold its weights itself, got references to a second file, which is not supported. ` +
        "Merge the two, for instance with Python's onnx package: `onnx.save(onnx.load('in.onnx'), 'out.onnx')`",
    );
  }
  const input = onlyPort(graph.inputs, 'input', name);
  const output = onlyPort(graph.outputs, 'output', name);
  for (const { elementType, name: port } of [input, output]) {
    if (elementType === FLOAT32) continue;
    throw new ModelError(
      `Expected ${name} to take and give float32, got another type at \`${port}\`: export the network in single precision`,
    );
  }
  const [, channels, height, width] = input.dims;
  const known = CHANNELS.find((count) => count === channels);
  if (known === undefined || input.dims.length !== 4) {
    const last = input.dims[3];
    const hint = last === 3 ? ', with the colours last: export it with the colours first (NCHW)' : '';
    throw new ModelError(
      `Expected ${name} to take pictures, [1, 3, height, width] (or 6 or 7 channels with the past frame), got ${shapeText(input.dims)}${hint}`,
    );
  }
  if (output.dims.length > 0 && output.dims.length !== 4) {
    throw new ModelError(
      `Expected ${name} to make a picture of a picture, got an output of ${shapeText(output.dims)}: a network that classifies cannot paint`,
    );
  }
  return {
    name,
    bytes,
    channels: known,
    input: input.name,
    output: output.name,
    ownSize: typeof height === 'number' && typeof width === 'number' ? { width, height } : undefined,
    opset,
    graph,
    says: { range: metadata.get('nst-video.range'), order: metadata.get('nst-video.order') },
  };
}

function onlyPort<Port extends { readonly name: string }>(
  ports: readonly Port[],
  what: 'input' | 'output',
  name: string,
): Port {
  const [only, second] = ports;
  if (only && second === undefined) return only;
  const got = ports.map((port) => `\`${port.name.slice(0, 60)}\``).join(', ') || 'none';
  const hint = what === 'input' && second ? ': join them to one of 3, 6 or 7 channels' : '';
  throw new ModelError(`Expected ${name} to have one ${what}, a picture, got ${got}${hint}`);
}

/** `[1, 3, 224, ?]`. */
function shapeText(dims: readonly (number | undefined)[]): string {
  return `[${dims.map((size) => size ?? '?').join(', ')}]`;
}

/** The version of a set of operators, where that is ONNX's own. */
function ownOpset(bytes: Uint8Array): number | undefined {
  let [domain, version] = ['', 0];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) domain = textOf(field);
    else if (field.id === 2) version = Number(field.value);
  }
  return domain === '' || domain === 'ai.onnx' ? version : undefined;
}

function readEntry(bytes: Uint8Array): [string, string] {
  let [key, value] = ['', ''];
  for (const field of fieldsOf(bytes)) {
    // Others may be as long as they like.
    if (bytes.length > 1000) break;
    if (field.id === 1) key = textOf(field);
    else if (field.id === 2) value = textOf(field);
  }
  return [key, value];
}
