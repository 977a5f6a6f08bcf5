import type { FastWeights } from '../fast-weights.js';
import { HALF_CHANNELS, MODULATED, STACKED_CHANNELS } from '../layers.js';
import type { Modulation } from '../style-reader.js';

/** One tensor of the painter that fine-tuning changes. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** How one painting is painted: the painter's weights, and what was read of the painting or learnt from it. */
export interface Manner {
  readonly weights: FastWeights;
  readonly modulation: Modulation;
}

/** All that fine-tuning changes, copied: kernels, and what the reader has read. */
export function parametersOf({ weights, modulation }: Manner): Parameter[] {
  const all = MODULATED.flatMap(({ name, inChannels, outChannels }) => {
    const { scale, shift } = modulation.channels.get(name)!;
    return [
      {
        name: `${name}.weight`,
        shape: [outChannels, inChannels, 3, 3],
        values: weights.convolutions.get(name)!,
      },
      { name: `${name}.scale`, shape: [outChannels], values: scale },
      { name: `${name}.shift`, shape: [outChannels], values: shift },
    ];
  });
  const rest: Parameter[] = [
    { name: 'out.weight', shape: [STACKED_CHANNELS, HALF_CHANNELS, 3, 3], values: weights.out.weight },
    { name: 'out.bias', shape: [STACKED_CHANNELS], values: weights.out.bias },
    { name: 'fine', shape: [HALF_CHANNELS], values: modulation.fine },
    { name: 'gain', shape: [1], values: Float32Array.of(modulation.gain) },
  ];
  return [...all, ...rest].map((parameter) => ({ ...parameter, values: parameter.values.slice() }));
}

/** A manner with other values of its parameters, given by name. */
export function withParameters(manner: Manner, values: (name: string) => Float32Array): Manner {
  const { weights, modulation } = manner;
  const convolutions = MODULATED.map(({ name }) => [name, values(`${name}.weight`)] as const);
  const channels = MODULATED.map(
    ({ name }) => [name, { scale: values(`${name}.scale`), shift: values(`${name}.shift`) }] as const,
  );
  return {
    weights: {
      ...weights,
      convolutions: new Map(convolutions),
      out: { weight: values('out.weight'), bias: values('out.bias') },
    },
    modulation: {
      ...modulation,
      channels: new Map(channels),
      fine: values('fine'),
      gain: values('gain')[0]!,
    },
  };
}

/** The values of all parameters, one after the other. */
function packParameters(manner: Manner): Uint8Array {
  return new Uint8Array(Buffer.concat(parametersOf(manner).map(({ values }) => bytesOf(values))));
}

/** A manner with the values that `packParameters` gave of one. */
function unpackParameters(manner: Manner, packed: Uint8Array): Manner {
  const values = new Float32Array(new Uint8Array(packed).buffer); // a copy, and aligned
  let at = 0;
  const parts = parametersOf(manner).map(({ name, values: { length } }) => {
    at += length;
    return [name, values.slice(at - length, at)] as const;
  });
  const byName = new Map(parts);
  return withParameters(manner, (name) => byName.get(name)!);
}

/** The values of all parameters of several manners, which have equally many, one after the other. */
export function packManners(manners: readonly Manner[]): Uint8Array {
  return new Uint8Array(Buffer.concat(manners.map(packParameters)));
}

/** Manners with the values that `packManners` gave of as many. */
export function unpackManners(manners: readonly Manner[], packed: Uint8Array): Manner[] {
  const length = packed.length / manners.length;
  return manners.map((manner, i) => unpackParameters(manner, packed.subarray(i * length, (i + 1) * length)));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
