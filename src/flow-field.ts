import type { Size } from './image.js';

/**
 * Dense optical flow. At pixel p of the *from* frame it holds the vector
 * (u, v), in pixels (x right, y down), so that p + (u, v) lies in the *to*
 * frame. Both planes are row-major, `width·height` long, on `from`'s grid.
 */
export interface FlowField extends Size {
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/**
 * Where a flow can be trusted: 1 trusted, 0 not (disoccluded, outside the
 * frame, at a motion boundary), soft in between; row-major, `width·height`
 * long, on the grid of the frame that is being stylized.
 */
export interface ReliabilityMask extends Size {
  readonly data: Float32Array;
}
