import { EngineError } from '../../errors.js';
import type { Tensorflow } from '../loss/term.js';
import type { Network } from '../network/network.js';
import type { Engine } from './engine.js';
import { TensorflowEngine } from './tensorflow-engine.js';

/** The optional peer dependency that brings TensorFlow with CUDA. */
const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Starts the engine on TensorFlow, which the user must have installed.
 *
 * @throws EngineError where it is absent or does not load
 */
export async function startTensorflow(network: Network): Promise<Engine> {
  let tf: Tensorflow;
  try {
    const module = (await import(PACKAGE)) as { default?: Tensorflow } & Tensorflow;
    tf = module.default ?? module;
    await tf.ready();
  } catch (error) {
    throw new EngineError(
      `The device tensorflow needs the optional package ${PACKAGE}, which cannot be loaded: ` +
        `${(error as Error).message.split('\n')[0]}. Install it next to nst-video, or use \`--device auto\``,
      error,
    );
  }
  return new TensorflowEngine(tf, network, {
    kind: 'tensorflow',
    description: `TensorFlow, ${tf.getBackend()} (${PACKAGE} ${tf.version_core ?? ''})`,
  });
}
