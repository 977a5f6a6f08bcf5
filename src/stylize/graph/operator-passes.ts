import type { LayerShape } from '../network/layers.js';
import { type OperatorNetwork, operatorsFor, SOURCE, shapesOf } from '../network/operator-network.js';
import type { ForwardPass } from './forward-pass.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Features } from './layout.js';
import { writeOperator } from './operators/table.js';

/**
 * Writes the forward pass of any network, planar; `writeForward` says what the arguments are. Backwards, each operator
 * hands on the gradient by its output, once all that read it have added theirs, to what it has read.
 */
export function writeOperatorPass(
  graph: GraphBuilder,
  network: OperatorNetwork,
  layers: readonly string[],
  x: Features,
): ForwardPass {
  const operators = operatorsFor(network, layers);
  const shapes = shapesOf(operators, x);
  const features = new Map<string, Features>([[SOURCE, x]]);
  const written = operators.map(({ name, inputs, operation }) => {
    const read = inputs.map((input) => features.get(input) as Features);
    const output = shapes.get(name) as LayerShape;
    const operator = writeOperator(operation, { graph, inputs: read, output });
    features.set(name, { ...output, value: operator.value });
    return { name, inputs, ...operator };
  });
  return {
    features,
    writeBackward(injected) {
      const gradients = new Map<string, Features>();
      for (const { name, inputs, backward } of written.toReversed()) {
        const gradient = injected.get(name)?.(gradients.get(name)) ?? gradients.get(name);
        if (gradient === undefined) continue;
        for (const [index, value] of backward(gradient.value).entries()) {
          const input = inputs[index] as string;
          const before = gradients.get(input)?.value;
          const sum = before === undefined ? value : graph.node('Add', [before, value]);
          gradients.set(input, { ...(features.get(input) as Features), value: sum });
        }
      }
      return gradients.get(SOURCE);
    },
  };
}
