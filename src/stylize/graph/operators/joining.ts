import type { Features } from '../layout.js';
import { firstInput, type OperatorSite, type WriteOperator } from './operator.js';

/** The channels of all inputs, one after the other. */
export const concatenate: WriteOperator<'concatenate'> = (_, { graph, inputs }) => ({
  value: graph.node(
    'Concat',
    inputs.map(({ value }) => value),
    { axis: 1 },
  ),
  backward: (gradient) => {
    let begin = 0;
    return inputs.map(({ channels }) => {
      const [from, to] = [graph.ints([begin]), graph.ints([begin + channels])];
      begin += channels;
      return graph.node('Slice', [gradient, from, to, graph.ints([1])]);
    });
  },
});

/** The sum of all inputs. */
export const add: WriteOperator<'add'> = (_, site) => ({
  value: site.graph.node('Sum', values(site)),
  backward: (gradient) => site.inputs.map((input) => summedTo(site, input, gradient)),
});

/** The product of two inputs, of which one may have a single value for each channel. */
export const multiply: WriteOperator<'multiply'> = (_, site) => {
  const { graph } = site;
  const [a, b] = site.inputs as [Features, Features];
  return {
    value: graph.node('Mul', values(site)),
    backward: (gradient) => [
      summedTo(site, a, graph.node('Mul', [gradient, b.value])),
      summedTo(site, b, graph.node('Mul', [gradient, a.value])),
    ],
  };
};

/** The gradient by an input that was broadcast over all positions is the sum over them. */
function summedTo({ graph, output }: OperatorSite, input: Features, gradient: string): string {
  if (input.width === output.width && input.height === output.height) return gradient;
  return graph.node('ReduceSum', [gradient, graph.ints([2, 3])], { keepdims: 1 });
}

function values({ inputs }: OperatorSite): string[] {
  return inputs.map(({ value }) => value);
}

/** Zeros around the features. */
export const pad: WriteOperator<'pad'> = ({ pads }, site) => {
  const { graph } = site;
  const { value, width, height } = firstInput(site);
  const [top, left, bottom, right] = pads;
  return {
    value: graph.node('Pad', [value, graph.ints([0, 0, top, left, 0, 0, bottom, right])]),
    backward: (gradient) => {
      const [starts, ends] = [graph.ints([top, left]), graph.ints([top + height, left + width])];
      return [graph.node('Slice', [gradient, starts, ends, graph.ints([2, 3])])];
    },
  };
};
