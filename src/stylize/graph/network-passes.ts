import { isVgg, type Network, type NetworkStep, networkSteps, type VggNetwork } from '../network/network.js';
import type { ForwardPass, Injections } from './forward-pass.js';
import { flipped } from './kernels.js';
import type { Features, Layout } from './layout.js';
import { writeOperatorPass } from './operator-passes.js';

/**
 * Writes the forward pass of a picture.
 *
 * @param x the picture, planar, RGB in [0,1]
 * @param layers all must be layers of the network; none where only the picture itself is looked at
 */
export function writeForward(
  layout: Layout,
  network: Network,
  layers: readonly string[],
  x: Features,
): ForwardPass {
  if (!isVgg(network)) return writeOperatorPass(layout.graph, network, layers, x);
  const all = networkSteps(network);
  const steps = all.slice(0, 1 + all.findLastIndex(({ name }) => layers.includes(name)));
  const { graph } = layout;
  const mean = graph.tensor(Float32Array.from(network.mean), [1, 3, 1, 1]);
  const features = new Map<string, Features>();
  let current: Features = { ...x, value: graph.node('Sub', [x.value, mean]) };
  let rectified = false;
  for (const { name, kind, convolution } of steps) {
    if (convolution !== undefined) {
      const { weight, outChannels, bias } = convolution;
      rectified = !layers.includes(name);
      current = layout.convolve(current, weight, outChannels, bias, rectified);
    } else if (kind === 'pool') {
      current = layout.pool(current, network.pooling);
    } else if (!rectified) {
      current = layout.rectify(current);
    }
    features.set(name, current);
  }
  return {
    features,
    writeBackward: (injected) => writeVggBackward(layout, network, steps, features, injected),
  };
}

function writeVggBackward(
  layout: Layout,
  network: VggNetwork,
  steps: readonly NetworkStep[],
  features: ForwardPass['features'],
  injected: Injections,
): Features | undefined {
  const { graph } = layout;
  const at = (index: number) => features.get((steps[index] as NetworkStep).name) as Features;
  let gradient: Features | undefined;
  let masked = false;
  for (let index = steps.length - 1; index >= 0; index--) {
    const { name, kind, convolution } = steps[index] as NetworkStep;
    gradient = injected.get(name)?.(gradient) ?? gradient;
    if (gradient === undefined) continue;
    if (convolution === undefined) {
      if (kind === 'relu') {
        if (!masked) gradient = layout.maskBy(gradient, at(index));
      } else {
        // The maximum of rectified values is their rectified maximum: masking a quarter of the values will do.
        masked = network.pooling === 'max' && !injected.has((steps[index - 1] as NetworkStep).name);
        if (masked) gradient = layout.maskBy(gradient, at(index));
        if (network.pooling === 'average' && !isFolded(index, steps, injected)) {
          gradient = { ...gradient, value: graph.node('Mul', [gradient.value, graph.floats(0.25)]) };
        }
        gradient = layout.unpool(gradient, at(index - 1), at(index), network.pooling);
        continue;
      }
      masked = false;
    } else if (index > 0) {
      const factor = network.pooling === 'average' && isFolded(index - 1, steps, injected) ? 0.25 : 1;
      gradient = layout.convolve(gradient, flipped(convolution, factor), convolution.inChannels);
    } else {
      return layout.toPicture(gradient, convolution);
    }
  }
  return undefined;
}

/** Whether the 1/4 of an average pooling is folded into the convolution after it. */
function isFolded(index: number, steps: readonly NetworkStep[], injected: Injections): boolean {
  const step = steps[index] as NetworkStep;
  return step.kind === 'pool' && index + 1 < steps.length && !injected.has(step.name);
}
