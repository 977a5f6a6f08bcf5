import type { FlowEstimator } from '../../flow/estimator.js';
import type { FlowField } from '../../flow-field.js';
import type { Image } from '../../image.js';
import type { Ruler } from '../measures/distance-network.js';
import { contentDistance, styleDistance } from '../measures/distances.js';
import { meanDifferenceAt, stillPixels } from '../measures/flicker.js';
import type { FlickerMetrics, FrameMetrics, PairMetrics } from '../measures/frame-metrics.js';
import { type PictureStatistics, pictureStatistics } from '../measures/picture-statistics.js';
import { estimateTrustedFlow, type TrustedFlow } from '../measures/trusted-flow.js';
import { pairWarpingError } from '../measures/warping-error.js';

/** A frame of the source and what the renders made of it; all of one size. */
export interface AlignedFrame {
  /** From 0 within the part that is measured. */
  readonly index: number;
  /** The source's own number of it, from 0; its index where absent. */
  readonly frame?: number;
  /** Seconds, strictly ascending: source time, where frames come from clips. */
  readonly time: number;
  readonly source: Image;
  readonly renders: readonly Image[];
}

/** What is measured, and with what. */
export interface FrameMeasures {
  readonly estimator: FlowEstimator;
  /** Gaps of the warping error, each an integer ≥ 1. Default [1]. */
  readonly gaps?: readonly number[];
  /** Costs a flow of every render. Default false. */
  readonly tof?: boolean;
  /** Default false. */
  readonly flicker?: boolean;
  /** Content distance, and style distance where there is a style, of the frames whose index `sampled` holds. */
  readonly distances?: {
    readonly ruler: Ruler;
    readonly style?: Image;
    readonly sampled: ReadonlySet<number>;
  };
  readonly signal?: AbortSignal;
}

/** Two frames of one shot with what can be said of the source's motion between them. */
export interface TrustedPair {
  readonly gap: number;
  readonly earlier: AlignedFrame;
  readonly later: AlignedFrame;
  readonly trusted: TrustedFlow;
}

/** The records of one frame, one a render, and the pairs that they come from, one a gap where there is one. */
export interface MeasuredFrame {
  readonly records: readonly FrameMetrics[];
  readonly pairs: readonly TrustedPair[];
}

/**
 * Measures one frame against those before it in its shot.
 *
 * @param earlier the frame so many frames before, undefined where that is another shot or before the clip
 */
export async function measureFrame(
  frame: AlignedFrame,
  shot: { readonly number: number; readonly starts: boolean },
  earlier: (gap: number) => Promise<AlignedFrame | undefined>,
  measures: FrameMeasures,
): Promise<MeasuredFrame> {
  const { gaps = [1], tof = false, flicker = false } = measures;
  const wanted = [...new Set([...gaps, ...(tof || flicker ? [1] : [])])];
  const [pairs, renderFlows] = await Promise.all([
    Promise.all(wanted.map(async (gap) => trustedPair(gap, await earlier(gap), frame, measures))),
    tof ? renderFlowsOf(await earlier(1), frame, measures) : undefined,
  ]);
  const pairAt = (gap: number) => pairs.find((pair) => pair?.gap === gap);
  const inputErrors = new Map(
    gaps.map((gap) => {
      const pair = pairAt(gap);
      return [gap, pair && pairWarpingError(pair.earlier.source, frame.source, pair.trusted)];
    }),
  );
  const neighbours = pairAt(1);
  const flickers = flicker && neighbours ? flickersOf(neighbours) : undefined;
  const source = pictureStatistics(frame.source);
  const records: FrameMetrics[] = [];
  for (const [r, render] of frame.renders.entries()) {
    const warping = gaps.map((gap): PairMetrics => {
      const pair = pairAt(gap);
      const input = inputErrors.get(gap);
      const output = pair && pairWarpingError(pair.earlier.renders[r] as Image, render, pair.trusted);
      return {
        ...{ gap, output: output?.error ?? null, input: input?.error ?? null },
        trusted: input?.trusted ?? 0,
      };
    });
    const renderFlow = renderFlows?.[r];
    records.push({
      ...{
        index: frame.index,
        frame: frame.frame ?? frame.index,
        time: frame.time,
        shot: shot.number,
        startsShot: shot.starts,
        warping,
      },
      tof: renderFlow && neighbours ? meanFlowDifference(neighbours.trusted.flow, renderFlow) : null,
      flicker: flickers?.[r] ?? null,
      ...sideBySide(pictureStatistics(render), source),
      ...(await distancesOf(frame, render, measures)),
    });
  }
  return { records, pairs: gaps.flatMap((gap) => pairAt(gap) ?? []) };
}

async function trustedPair(
  gap: number,
  earlier: AlignedFrame | undefined,
  later: AlignedFrame,
  { estimator, signal }: FrameMeasures,
): Promise<TrustedPair | undefined> {
  if (earlier === undefined) return undefined;
  const trusted = await estimateTrustedFlow(estimator, earlier.source, later.source, signal);
  return { gap, earlier, later, trusted };
}

async function renderFlowsOf(
  earlier: AlignedFrame | undefined,
  later: AlignedFrame,
  { estimator, signal }: FrameMeasures,
): Promise<FlowField[] | undefined> {
  if (earlier === undefined) return undefined;
  const both = later.renders.map((render, r) =>
    estimator.estimateBoth(earlier.renders[r] as Image, render, { signal }),
  );
  return (await Promise.all(both)).map(({ forward }) => forward);
}

/** Of each render; undefined where no pixel is still. */
function flickersOf({ earlier, later, trusted }: TrustedPair): FlickerMetrics[] | undefined {
  const at = stillPixels(trusted);
  if (at.length === 0) return undefined;
  const input = meanDifferenceAt(earlier.source, later.source, at);
  const still = at.length / trusted.mask.data.length;
  return later.renders.map((render, r) => ({
    ...{ output: meanDifferenceAt(earlier.renders[r] as Image, render, at), input, still },
  }));
}

function sideBySide(
  output: PictureStatistics,
  input: PictureStatistics,
): Pick<FrameMetrics, 'luminance' | 'chroma' | 'sharpness'> {
  return {
    luminance: { output: output.luminance, input: input.luminance },
    chroma: { output: output.chroma, input: input.chroma },
    sharpness: { output: output.gradientEnergy, input: input.gradientEnergy },
  };
}

async function distancesOf(
  { index, source: content }: AlignedFrame,
  output: Image,
  { distances, signal }: FrameMeasures,
): Promise<Pick<FrameMetrics, 'contentDistance' | 'styleDistance'>> {
  if (!distances?.sampled.has(index)) return { contentDistance: null, styleDistance: null };
  const { ruler, style } = distances;
  signal?.throwIfAborted();
  const { value } = await contentDistance(ruler, { output, content });
  const styled = style && (await styleDistance(ruler, { output, content, style }));
  return {
    contentDistance: value,
    styleDistance: styled ? { value: styled.value, layers: styled.layers } : null,
  };
}

function meanFlowDifference(a: FlowField, b: FlowField): number {
  let sum = 0;
  for (let p = 0; p < a.u.length; p++) {
    const du = (a.u[p] as number) - (b.u[p] as number);
    const dv = (a.v[p] as number) - (b.v[p] as number);
    sum += Math.sqrt(du * du + dv * dv);
  }
  return sum / a.u.length;
}
