import type { FlowField } from './flow-field.js';

/** Where the picture of a region that is followed along the flow has come to at a frame. */
export interface FollowedMask {
  /** Number, from 0, of the region among those that are followed. */
  readonly region: number;
  /** Which of its pictures is followed, from 0. */
  readonly picture: number;
  /** From the frame to the frame of that picture. */
  readonly flow: FlowField;
}
