import { ModelError } from '../../errors.js';
import { normInputs } from './rewrite-model.js';
import type { StyleNetwork } from './style-network.js';

/** From this version of ONNX's operators on, a BatchNormalization is one of inference. */
const FIRST_OPSET = 7;

/**
 * Whether a network's instance normalisations are measured over a shot.
 *
 * @param inShots whether there are shots, whose frames follow each other
 * @param wanted by the option; `auto`: where it can be done
 * @returns with a sentence, where the network measures every frame by itself though it might be expected otherwise
 * @throws ModelError where it is wanted and cannot be done
 */
export function shotNorms(
  network: StyleNetwork,
  inShots: boolean,
  wanted: 'auto' | 'shot' | 'frame',
): { readonly byShot: boolean; readonly notice: string | undefined } {
  if (wanted === 'frame' || (wanted === 'auto' && !inShots)) return { byShot: false, notice: undefined };
  const why = obstacle(network, inShots);
  if (why === undefined) return { byShot: true, notice: undefined };
  if (wanted === 'shot') {
    throw new ModelError(
      `Expected ${network.name} to be normalised over a shot, as \`--style-norms shot\` says: ${why}`,
    );
  }
  // Without any normalisation over a picture nothing is missing.
  const notice = measuresPictures(network)
    ? `${network.name} is normalised frame by frame: ${why}.`
    : undefined;
  return { byShot: false, notice };
}

/** Why it cannot be done; undefined where it can. */
function obstacle(network: StyleNetwork, inShots: boolean): string | undefined {
  if (!inShots) return 'there are no shots, only pictures that do not follow each other';
  if (network.channels !== 3) return 'it takes the past frame, which is not there before the shot is painted';
  if (network.opset < FIRST_OPSET) return `its opset, ${network.opset}, is too old`;
  if (normInputs(network).length === 0) return 'it has no InstanceNormalization nodes';
  return undefined;
}

/** Whether any of its operations looks at a whole picture. */
function measuresPictures({ graph }: StyleNetwork): boolean {
  const whole = ['InstanceNormalization', 'GlobalAveragePool', 'ReduceMean', 'MeanVarianceNormalization'];
  return graph.nodes.some(({ op }) => whole.includes(op));
}
