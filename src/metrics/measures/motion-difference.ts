import type { FlowField } from '../../flow-field.js';
import type { FrameContext, TrustedPair } from './frame-context.js';

/** tOF of each render since the frame before, in pixels; null without such a frame, or where it was not asked for. */
export async function motionDifferences(context: FrameContext): Promise<(number | null)[]> {
  const { estimator, tof, signal } = context.settings;
  const earlier = tof ? await context.earlier(1) : undefined;
  if (earlier === undefined) return context.renders.map(() => null);
  const [pair, ...flows] = await Promise.all([
    context.pair(1) as Promise<TrustedPair>,
    ...context.renders.map((render, r) => estimator.estimateBoth(earlier.renders[r]!, render, { signal })),
  ]);
  return flows.map(({ forward }) => meanDistance(pair.trusted.flow, forward));
}

function meanDistance(a: FlowField, b: FlowField): number {
  let sum = 0;
  for (let p = 0; p < a.u.length; p++) {
    const du = a.u[p]! - b.u[p]!;
    const dv = a.v[p]! - b.v[p]!;
    sum += Math.sqrt(du * du + dv * dv);
  }
  return sum / a.u.length;
}
