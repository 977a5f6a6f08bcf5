import type { Scene } from '../../fixtures/scene.js';
import type { FlowEstimator } from '../../src/flow/estimator.js';
import type { Image } from '../../src/image.js';

/** An estimator that knows a scene's true motion. */
export function exactEstimator(scene: Scene): FlowEstimator {
  return {
    description: 'the truth',
    async estimateBoth(previous: Image, current: Image) {
      const { forward, backward } = scene.truth(
        scene.frames.indexOf(previous),
        scene.frames.indexOf(current),
      );
      return { forward, backward };
    },
    async [Symbol.asyncDispose]() {},
  };
}
