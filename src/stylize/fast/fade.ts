import type { Light } from './light.js';

/** Share of a shot's light from which on a frame is painted in full: whole scenes are seldom that dark, and fades end soon. */
const fullFrom = 1 / 3;
/** A shot is taken to have as much light as this, at least: black ones have none. */
const least = 8 / 255;

/**
 * How far a frame is faded in from black, in [0,1]: what its painting is to be multiplied by. A painter that is normalised
 * over the shot paints black in some middle tone of the painting, and so would never begin at black. A frame counts as
 * faded that has little light and little contrast, by those of its shot.
 */
export function fadedIn(frame: Light, shot: Light): number {
  const light = Math.max(
    frame.mean / Math.max(least, shot.mean),
    frame.deviation / Math.max(least, shot.deviation),
  );
  return Math.min(1, light / fullFrom);
}
