import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { createEngine } from '../../src/stylize/engines/create-engine.js';
import type { Engine } from '../../src/stylize/engines/engine.js';
import { TensorflowEngine } from '../../src/stylize/engines/tensorflow-engine.js';
import type { VggNetwork } from '../../src/stylize/network/network.js';

/** The software Vulkan driver in Debian's chromium package, good enough to check results. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** A way to compute; `start` gives undefined, having skipped the test, where it is not available. */
export interface Backend {
  readonly name: string;
  readonly start: (network: VggNetwork, context: TestContext) => Promise<Engine | undefined>;
}

const CPU: Backend = { name: 'cpu', start: (network) => createEngine({ device: 'cpu', network }) };

const WEBGPU: Backend = {
  name: 'webgpu',
  async start(network, context) {
    if (process.env.VK_DRIVER_FILES === undefined && existsSync(SWIFTSHADER)) {
      process.env.VK_DRIVER_FILES = SWIFTSHADER;
    }
    try {
      return await createEngine({ device: 'webgpu', network });
    } catch (error) {
      if (process.env.NST_TEST_WEBGPU || process.env.CI === 'true') throw error;
      context.skip(`no WebGPU device: ${(error as Error).message}`);
      return undefined;
    }
  },
};

const TENSORFLOW: Backend = {
  name: 'tensorflow (pure JavaScript)',
  async start(network) {
    const tf = await import('@tensorflow/tfjs');
    await tf.setBackend('cpu');
    return new TensorflowEngine(tf, network, { kind: 'tensorflow', description: 'tfjs' });
  },
};

export const BACKENDS: readonly Backend[] = [CPU, WEBGPU, TENSORFLOW];
