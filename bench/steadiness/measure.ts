import type { FlowEstimator } from '../../src/flow/estimator.js';
import type { Image } from '../../src/image.js';
import type { DistanceNetwork } from '../../src/metrics/measures/distance-network.js';
import { contentDistance, styleDistance } from '../../src/metrics/measures/distances.js';
import { type PictureStatistics, pictureStatistics } from '../../src/metrics/measures/picture-statistics.js';
import { estimateTrustedFlow } from '../../src/metrics/measures/trusted-flow.js';
import { pairWarpingError } from '../../src/metrics/measures/warping-error.js';
import { mean } from '../statistics.js';
import type { PaintedTwice } from './paint.js';
import { weightedEngine } from './weighted-engine.js';

/** Warping errors of the pairs at one gap. */
export interface GapResult {
  readonly gap: number;
  readonly pairs: number;
  readonly source: number;
  readonly steady: number;
  readonly alone: number;
  /** steady / alone. */
  readonly ratio: number;
}

/** One value of the job and of its twin. */
export interface Twin {
  readonly steady: number;
  readonly alone: number;
}

const twin = (values: readonly Twin[]): Twin => ({
  steady: mean(values.map(({ steady }) => steady)),
  alone: mean(values.map(({ alone }) => alone)),
});

/** E_warp at a gap over those of the frames that are that far apart and of one shot. */
export async function measureGap(
  frames: readonly PaintedTwice[],
  gap: number,
  estimator: FlowEstimator,
): Promise<GapResult> {
  const rows: { source: number; steady: number; alone: number }[] = [];
  for (const earlier of frames) {
    const later = frames.find(({ index, shot }) => index === earlier.index + gap && shot === earlier.shot);
    if (!later) continue;
    const flow = await estimateTrustedFlow(estimator, earlier.source, later.source);
    const error = (of: 'source' | 'steady' | 'alone') =>
      pairWarpingError(earlier[of], later[of], flow)?.error;
    const [source, steady, alone] = [error('source'), error('steady'), error('alone')];
    if (source !== undefined && steady !== undefined && alone !== undefined)
      rows.push({ source, steady, alone });
  }
  const { steady, alone } = twin(rows);
  const source = mean(rows.map((row) => row.source));
  return { gap, pairs: rows.length, source, steady, alone, ratio: steady / alone };
}

/** Style and content distance of the job and of its twin, means over the frames. */
export async function measureDistances(
  frames: readonly PaintedTwice[],
  style: Image,
  distanceNetwork: DistanceNetwork,
): Promise<{ style: Twin; content: Twin }> {
  const styles: Twin[] = [];
  const contents: Twin[] = [];
  for (const frame of frames) {
    const content = frame.source;
    const styleOf = async (output: Image) =>
      (await styleDistance(distanceNetwork, { output, content, style })).value;
    const contentOf = async (output: Image) =>
      (await contentDistance(distanceNetwork, { output, content })).value;
    styles.push({ steady: await styleOf(frame.steady), alone: await styleOf(frame.alone) });
    contents.push({ steady: await contentOf(frame.steady), alone: await contentOf(frame.alone) });
  }
  return { style: twin(styles), content: twin(contents) };
}

/**
 * Style distance in what the last `gap` frames have uncovered: where the flow
 * from a frame back to the one `gap` before cannot be trusted. Pairs with less
 * than 0.5 % of such pixels say nothing and are left out.
 */
export async function measureUncovered(
  frames: readonly PaintedTwice[],
  gap: number,
  style: Image,
  distanceNetwork: DistanceNetwork,
  estimator: FlowEstimator,
): Promise<Twin & { readonly share: number; readonly pairs: number }> {
  const values: Twin[] = [];
  const shares: number[] = [];
  for (const frame of frames) {
    const past = frames.find(({ index, shot }) => index === frame.index - gap && shot === frame.shot);
    if (!past) continue;
    const { mask } = await estimateTrustedFlow(estimator, frame.source, past.source);
    const positionWeight = mask.data.map((trusted) => 1 - trusted);
    const share = mean([...positionWeight]);
    if (share < 0.005) continue;
    const content = frame.source;
    const weighted = {
      ...distanceNetwork,
      engine: weightedEngine(distanceNetwork.engine, [content, frame.steady, frame.alone], positionWeight),
    };
    const distance = async (output: Image) =>
      (await styleDistance(weighted, { output, content, style })).value;
    values.push({ steady: await distance(frame.steady), alone: await distance(frame.alone) });
    shares.push(share);
  }
  return { ...twin(values), share: mean(shares), pairs: values.length };
}

/** Luminance and gradient energy of a frame, each divided by its twin's; 1 is no drift. */
export function measureDrift({
  steady,
  alone,
}: PaintedTwice): Pick<PictureStatistics, 'luminance' | 'gradientEnergy'> {
  const a = pictureStatistics(steady);
  const b = pictureStatistics(alone);
  return {
    luminance: a.luminance / b.luminance,
    gradientEnergy: a.gradientEnergy / b.gradientEnergy,
  };
}
