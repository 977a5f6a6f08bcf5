import { ModelError } from '../../../errors.js';
import { INPUTS, type InputConvention, type InputName } from '../conventions.js';
import { INPUT_WORDS, isInputName } from '../input-decision.js';
import { type Operator, type OperatorNetwork, SOURCE } from '../operator-network.js';
import type { OnnxGraph } from './onnx-graph.js';
import { inputByNames } from './onnx-weights.js';
import { operatorsOfGraph } from './operators-of-graph.js';

/** Under which a file's metadata may say what its input is: a name of `INPUTS`. */
const metadataKey = 'nst-video.input';

/**
 * Any convolutional network from an ONNX file, with its input made of RGB in [0,1].
 *
 * @param source the file's name, for messages
 * @param input what the weights expect; absent: what the file or its names say
 * @throws ModelError where the graph is beyond us, or nothing tells its input
 */
export function operatorNetworkOf(
  graph: OnnxGraph,
  source: string,
  input: InputName | undefined,
): Pick<OperatorNetwork, 'operators' | 'outOfReach' | 'metrics'> {
  const { operators, outOfReach, firstWeight } = operatorsOfGraph(graph, source);
  const said = graph.metadata.get(metadataKey);
  const name = input ?? (isInputName(said) ? said : inputByNames(graph, firstWeight)?.name);
  if (name === undefined) {
    const choices = Object.entries(INPUT_WORDS).map(([choice, words]) => `\`${choice}\` (${words})`);
    throw new ModelError(
      `Expected ${source} to show which input its weights expect, got names and metadata that do not tell: ` +
        `specify \`--model-input\`: ${choices.join(', ')}`,
    );
  }
  const prepared = preparation(INPUTS[name], operators);
  return {
    operators: [prepared, ...operators.map((operator) => reading(operator, prepared.name))],
    outOfReach,
    metrics: new Map(),
  };
}

/** The operator that makes the network's input of RGB in [0,1]: channel k is scale[k] · rgb[order[k]] − offset[k]. */
function preparation({ order, scale, offset }: InputConvention, operators: readonly Operator[]): Operator {
  const weight = new Float32Array(9);
  for (const [k, colour] of order.entries()) weight[3 * k + colour] = scale[k]!;
  let name = 'input';
  while (operators.some((operator) => operator.name === name)) name += '_';
  return {
    name,
    inputs: [SOURCE],
    channels: 3,
    operation: {
      kind: 'convolution',
      window: { kernel: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], ceil: false },
      groups: 1,
      weight,
      bias: Float32Array.from(offset, (value) => -value),
    },
  };
}

/** An operator that reads what was made of the picture instead of that itself. */
function reading(operator: Operator, prepared: string): Operator {
  const inputs = operator.inputs.map((input) => (input === SOURCE ? prepared : input));
  return { ...operator, inputs };
}
