import type { FlowField } from '../flow-field.js';

/** Mean length of a flow's vectors, in pixels. */
export function meanMotion({ u, v }: FlowField): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += Math.hypot(u[i] as number, v[i] as number);
  return sum / u.length;
}
