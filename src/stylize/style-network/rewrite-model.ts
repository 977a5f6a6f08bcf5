import { PbfWriter } from 'pbf';
import type { Size } from '../../image.js';
import { type NodeValue, writeNode, writePort, writeTensor } from '../graph/onnx-proto.js';
import { bytesOf, fieldsOf } from '../network/onnx/protobuf.js';
import { isOperation } from './graph-facts.js';
import type { StyleNetwork } from './style-network.js';

/** Mean and variance of each channel that an instance normalisation takes, over a shot. */
export interface NormMoments {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** What becomes of a network's instance normalisations: `measure` puts out what each takes, moments replace it. */
export type NormTreatment = 'own' | 'measure' | readonly NormMoments[];

/** Names of what a measuring model puts out beside its picture, by the number of the normalisation. */
export const momentPort = {
  mean: (norm: number) => `nst.norm${norm}.mean`,
  variance: (norm: number) => `nst.norm${norm}.variance`,
};

const NORM = 'InstanceNormalization';
/** From this version of ONNX's operators on, ReduceMean takes its axes as an input. */
const AXES_AS_INPUT = 18;
const AXES = 'nst.axes';

/** The values that a network's instance normalisations take, in the order of its nodes. */
export function normInputs({ graph }: StyleNetwork): string[] {
  return graph.nodes.filter(({ op }) => op === NORM).map(({ inputs }) => inputs[0] ?? '');
}

/**
 * The network for pictures of one size: its input gets that size, and what the file says of the sizes of other values is
 * left out, so that they follow from it. Everything else stays to the byte, but for the normalisations.
 *
 * A normalisation with given moments becomes a BatchNormalization, which is the same formula with constants:
 * scale · (x − mean) / √(variance + ε) + offset.
 */
export function modelAt(
  network: StyleNetwork,
  size: Size,
  norms: NormTreatment = 'own',
): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  const kept: Uint8Array[] = [];
  for (const field of fieldsOf(network.bytes)) {
    if (field.id !== 7) kept.push(field.whole);
    else pbf.writeBytesField(7, graphAt(bytesOf(field), network, size, norms));
  }
  return Uint8Array.from(Buffer.concat([...kept, pbf.finish()]));
}

function graphAt(bytes: Uint8Array, network: StyleNetwork, size: Size, norms: NormTreatment): Uint8Array {
  const added = new PbfWriter();
  const kept: Uint8Array[] = [];
  let norm = 0;
  for (const field of fieldsOf(bytes)) {
    // Outputs and inner values are named with their sizes.
    if (field.id === 12 || field.id === 13) continue;
    if (field.id === 11 && portName(bytesOf(field)) === network.input) continue;
    if (field.id === 1 && typeof norms !== 'string' && isOperation(bytesOf(field), NORM)) {
      const frozen = new PbfWriter();
      frozen.writeBytesField(1, frozenNorm(bytesOf(field), norm));
      kept.push(frozen.finish());
      writeMoments(norm, norms[norm]!, added);
      norm++;
      continue;
    }
    kept.push(field.whole);
  }
  added.writeMessage(11, writePort, {
    name: network.input,
    dims: [1, network.channels, size.height, size.width],
  });
  added.writeMessage(12, writePort, { name: network.output, dims: ['n', 'c', 'h', 'w'] });
  if (norms === 'measure') writeMeasuring(network, added);
  return Buffer.concat([...kept, added.finish()]);
}

/** A NodeProto InstanceNormalization as a BatchNormalization that takes two more inputs. */
function frozenNorm(bytes: Uint8Array, norm: number): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeStringField(4, 'BatchNormalization');
  pbf.writeStringField(1, momentPort.mean(norm));
  pbf.writeStringField(1, momentPort.variance(norm));
  // Inputs are in the order in which they stand.
  const kept = [...fieldsOf(bytes)].filter(({ id }) => id !== 4).map(({ whole }) => whole);
  return Buffer.concat([...kept, pbf.finish()]);
}

function writeMoments(norm: number, { mean, variance }: NormMoments, graph: PbfWriter): void {
  const dims = [mean.length];
  graph.writeMessage(5, writeTensor, { name: momentPort.mean(norm), dims, data: mean });
  graph.writeMessage(5, writeTensor, { name: momentPort.variance(norm), dims, data: variance });
}

/** Puts out mean and variance, over the picture, of what each normalisation takes. */
function writeMeasuring(network: StyleNetwork, graph: PbfWriter): void {
  const asInput = network.opset >= AXES_AS_INPUT;
  if (asInput) {
    graph.writeMessage(5, writeTensor, { name: AXES, dims: [2], data: BigInt64Array.of(2n, 3n) });
  }
  const node = (op: string, inputs: readonly string[], output: string, attributes: NodeValue['attributes']) =>
    graph.writeMessage(1, writeNode, { op, domain: '', inputs, outputs: [output], attributes });
  const reduce = (input: string, output: string, keepdims: 0 | 1) =>
    asInput
      ? node('ReduceMean', [input, AXES], output, { keepdims })
      : node('ReduceMean', [input], output, { axes: [2, 3], keepdims });
  for (const [norm, input] of normInputs(network).entries()) {
    const name = (part: string) => `nst.norm${norm}.${part}`;
    reduce(input, name('centre'), 1);
    node('Sub', [input, name('centre')], name('centred'), {});
    node('Mul', [name('centred'), name('centred')], name('square'), {});
    reduce(input, momentPort.mean(norm), 0);
    reduce(name('square'), momentPort.variance(norm), 0);
    for (const port of [momentPort.mean(norm), momentPort.variance(norm)]) {
      graph.writeMessage(12, writePort, { name: port, dims: [1, 'c'] });
    }
  }
}

function portName(bytes: Uint8Array): string {
  for (const { id, value } of fieldsOf(bytes)) {
    if (id === 1 && typeof value !== 'number') return new TextDecoder().decode(value);
  }
  return '';
}
