import { isVgg, type Network, networkSteps } from './network.js';
import { type Operation, type Operator, type OperatorNetwork, SOURCE } from './operator-network.js';
import { reach } from './window.js';

/** What a layer of a network is. */
export interface LayerFacts {
  readonly layer: string;
  /** In words: `convolution 3×3 / 2`. */
  readonly what: string;
  readonly channels: number;
  /** Pixels of the picture between two of its positions; undefined where it has only one. */
  readonly stride: number | undefined;
  /** Pixels of the picture that one position sees, along a side. */
  readonly sees: number;
  /** Whether all of it has passed a nonlinearity such as a ReLU since it was last mixed. */
  readonly activated: boolean;
  /** Whether branches meet in it: a concatenation or sum, activated or not. */
  readonly joins: boolean;
}

/** The layers of a network, in order. */
export function layerFacts(network: Network): LayerFacts[] {
  return isVgg(network) ? factsOfVgg(network) : factsOfOperators(network);
}

function factsOfVgg(network: Parameters<typeof networkSteps>[0]): LayerFacts[] {
  let [stride, sees] = [1, 1];
  return networkSteps(network).map(({ name, kind, channels }) => {
    if (kind === 'conv') sees += 2 * stride;
    if (kind === 'pool') [stride, sees] = [2 * stride, sees + stride];
    const what = { conv: 'convolution 3×3', relu: 'relu', pool: `${network.pooling} pooling 2×2 / 2` }[kind];
    return { layer: name, what, channels, stride, sees, activated: kind !== 'conv', joins: false };
  });
}

function factsOfOperators({ operators }: OperatorNetwork): LayerFacts[] {
  const facts = new Map<string, LayerFacts>();
  const source: LayerFacts = {
    layer: SOURCE,
    what: 'picture',
    channels: 3,
    stride: 1,
    sees: 1,
    activated: true,
    joins: false,
  };
  for (const operator of operators) {
    const inputs = operator.inputs.map((input) => facts.get(input) ?? source);
    facts.set(operator.name, factsOf(operator, inputs));
  }
  return [...facts.values()];
}

function factsOf({ name, channels, operation }: Operator, inputs: readonly LayerFacts[]): LayerFacts {
  const { kind } = operation;
  // Weights by channel, which have no positions, do not change where the others are.
  const placed = inputs.filter(({ stride }) => stride !== undefined);
  const stride = placed[0]?.stride;
  const sees = Math.max(...inputs.map((input) => input.sees));
  const activated = isActivated(operation, inputs);
  const joins =
    (inputs.length > 1 && placed.length > 1 && (kind === 'concatenate' || kind === 'add')) ||
    (isActivation(kind) && inputs[0]?.joins === true);
  const facts = { layer: name, what: inWords(operation), channels, stride, sees, activated, joins };
  if (kind === 'globalAverage') return { ...facts, stride: undefined };
  if (stride === undefined || !('window' in operation)) return facts;
  const { window } = operation;
  return {
    ...facts,
    stride: stride * Math.max(...window.strides),
    sees: sees + stride * (Math.max(reach(window, 0), reach(window, 1)) - 1),
  };
}

function isActivated({ kind }: Operation, inputs: readonly LayerFacts[]): boolean {
  if (isActivation(kind)) return true;
  if (kind === 'convolution' || kind === 'affine') return false;
  // Features times a gate of their own, as in swish; the gate is activated.
  if (kind === 'multiply') return inputs.some((input) => input.activated);
  return inputs.every((input) => input.activated);
}

function isActivation(kind: Operation['kind']): boolean {
  return ['relu', 'leaky', 'clip', 'sigmoid', 'hardSigmoid', 'hardSwish'].includes(kind);
}

const words: Readonly<Partial<Record<Operation['kind'], string>>> = {
  globalAverage: 'mean over all positions',
  concatenate: 'concatenation',
  add: 'sum',
  multiply: 'product',
  affine: 'factor and offset by channel',
  leaky: 'leaky relu',
  hardSigmoid: 'hard sigmoid',
  hardSwish: 'hard swish',
  localNormalise: 'local response normalisation',
  maxPool: 'max pooling',
  averagePool: 'average pooling',
};

function inWords(operation: Operation): string {
  const what = words[operation.kind] ?? operation.kind;
  if (operation.kind === 'clip') return `clip ${operation.min}…${operation.max}`;
  if (!('window' in operation)) return what;
  const { kernel, strides, dilations } = operation.window;
  const moved = Math.max(...strides) > 1 ? ` / ${strides[0]}` : '';
  const spread = Math.max(...dilations) > 1 ? `, dilated ${dilations[0]}` : '';
  const grouped =
    operation.kind === 'convolution' && operation.groups > 1 ? `, ${operation.groups} groups` : '';
  return `${what} ${kernel.join('×')}${moved}${spread}${grouped}`;
}
