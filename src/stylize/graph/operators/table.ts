import type { Operation } from '../../network/operator-network.js';
import { clip, hardSigmoid, hardSwish, leaky, relu, sigmoid } from './activation.js';
import { convolution } from './convolution.js';
import { add, concatenate, multiply, pad } from './joining.js';
import { affine, localNormalise } from './normalisation.js';
import type { OperatorSite, WriteOperator, WrittenOperator } from './operator.js';
import { averagePool, globalAverage, maxPool } from './pooling.js';

/** How each kind of operator and its gradient are written. */
const writers: { readonly [Kind in Operation['kind']]: WriteOperator<Kind> } = {
  convolution,
  affine,
  relu,
  leaky,
  clip,
  sigmoid,
  hardSigmoid,
  hardSwish,
  maxPool,
  averagePool,
  globalAverage,
  concatenate,
  add,
  multiply,
  localNormalise,
  pad,
};

/** Writes an operator. */
export function writeOperator(operation: Operation, site: OperatorSite): WrittenOperator {
  return (writers[operation.kind] as WriteOperator<Operation['kind']>)(operation as never, site);
}
