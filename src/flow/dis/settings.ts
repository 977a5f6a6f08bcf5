/** What the estimator can be told; lengths in pixels of the level at hand, brightness in grey levels (0…255). */
export interface DisSettings {
  /** Side of a patch, 5 … 8. */
  readonly patch: number;
  /** Distance from one patch to the next. */
  readonly spacing: number;
  /** Gauss–Newton steps of a patch, at most, in each of the two scans. */
  readonly steps: number;
  /** The finest level that is searched and refined; 0 is the picture itself, 1 half its size. */
  readonly finestLevel: number;
  /** Times that the images are warped and linearised anew at the finest level; 0 leaves refinement out. */
  readonly warps: number;
  /** The same at every coarser level. */
  readonly coarseWarps: number;
  /** Fixed-point steps of the robust weights, per warp. */
  readonly fixedPoints: number;
  /** SOR sweeps per fixed-point step. */
  readonly sweeps: number;
  /** Over-relaxation, 0 … 2. */
  readonly omega: number;
  /** Weight of smoothness. */
  readonly alpha: number;
  /** Weight of gradient constancy. */
  readonly gamma: number;
  /** Weight of brightness constancy. */
  readonly delta: number;
}

/** How much work goes into a flow. */
export type DisPreset = 'fast' | 'light' | 'medium' | 'fine';

const medium: DisSettings = {
  patch: 6,
  spacing: 3,
  steps: 8,
  finestLevel: 0,
  warps: 2,
  coarseWarps: 2,
  fixedPoints: 4,
  sweeps: 3,
  omega: 1.7,
  alpha: 20,
  gamma: 15,
  delta: 2,
};

/** The presets, measured by `bench/flow`. */
export const disPresets: Readonly<Record<DisPreset, DisSettings>> = {
  fast: { ...medium, finestLevel: 1, warps: 1, coarseWarps: 1, fixedPoints: 2, sweeps: 4 },
  light: { ...medium, warps: 1 },
  medium,
  fine: { ...medium, warps: 4, fixedPoints: 5, sweeps: 4 },
};
