import type { GraphBuilder } from '../graph-builder.js';
import { byChannel, firstInput, type WriteOperator } from './operator.js';

/** What is above 0. */
export const relu: WriteOperator<'relu'> = (_, site) => {
  const { graph } = site;
  const value = graph.node('Relu', [firstInput(site).value]);
  return {
    value,
    backward: (gradient) => [graph.node('Mul', [gradient, graph.isPositive(value)])],
  };
};

/** What is above 0, and the rest times a slope by channel. */
export const leaky: WriteOperator<'leaky'> = ({ slope }, site) => {
  const { graph } = site;
  const { value } = firstInput(site);
  const slopes = byChannel(graph, slope);
  return {
    value: graph.node('PRelu', [value, slopes]),
    backward: (gradient) => {
      const rest = byChannel(
        graph,
        slope.map((below) => 1 - below),
      );
      const steeper = graph.node('Mul', [graph.isPositive(value), rest]);
      return [graph.node('Mul', [gradient, graph.node('Add', [steeper, slopes])])];
    },
  };
};

/** Values limited to a range. */
export const clip: WriteOperator<'clip'> = ({ min, max }, site) => {
  const { graph } = site;
  const { value } = firstInput(site);
  return {
    value: graph.node('Clip', [value, graph.floats(min), graph.floats(max)]),
    backward: (gradient) => [graph.node('Mul', [gradient, isWithin(graph, value, min, max)])],
  };
};

/** 1 / (1 + exp(−x)), whose slope is y (1 − y). */
export const sigmoid: WriteOperator<'sigmoid'> = (_, site) => {
  const { graph } = site;
  const value = graph.node('Sigmoid', [firstInput(site).value]);
  return {
    value,
    backward: (gradient) => {
      const slope = graph.node('Mul', [value, graph.node('Sub', [graph.floats(1), value])]);
      return [graph.node('Mul', [gradient, slope])];
    },
  };
};

/** max(0, min(1, alpha x + beta)) */
export const hardSigmoid: WriteOperator<'hardSigmoid'> = ({ alpha, beta }, site) => {
  const { graph } = site;
  const value = writeHardSigmoid(graph, firstInput(site).value, alpha, beta);
  return {
    value,
    backward: (gradient) => {
      const slope = graph.node('Mul', [isWithin(graph, value, 0, 1), graph.floats(alpha)]);
      return [graph.node('Mul', [gradient, slope])];
    },
  };
};

/** x · max(0, min(1, x / 6 + 1/2)) (Howard et al. 2019, section 5.2). */
export const hardSwish: WriteOperator<'hardSwish'> = (_, site) => {
  const { graph } = site;
  const { value } = firstInput(site);
  const gate = writeHardSigmoid(graph, value, 1 / 6, 0.5);
  return {
    value: graph.node('Mul', [value, gate]),
    backward: (gradient) => {
      const sixth = graph.node('Mul', [value, graph.floats(1 / 6)]);
      const own = graph.node('Mul', [sixth, isWithin(graph, gate, 0, 1)]);
      return [graph.node('Mul', [gradient, graph.node('Add', [gate, own])])];
    },
  };
};

function writeHardSigmoid(graph: GraphBuilder, value: string, alpha: number, beta: number): string {
  return graph.node('HardSigmoid', [value], { alpha: { float: alpha }, beta: { float: beta } });
}

/** 1 where a value lies between two bounds, else 0. */
function isWithin(graph: GraphBuilder, value: string, min: number, max: number): string {
  const above = Number.isFinite(min)
    ? graph.isPositive(graph.node('Sub', [value, graph.floats(min)]))
    : undefined;
  const below = Number.isFinite(max)
    ? graph.isPositive(graph.node('Sub', [graph.floats(max), value]))
    : undefined;
  if (above === undefined || below === undefined) return above ?? below ?? graph.floats(1);
  return graph.node('Mul', [above, below]);
}
