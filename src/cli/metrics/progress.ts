import { duration } from '../../number-format.js';
import type { Clock, TextSink } from '../progress/renderer.js';
import { StatusLine } from '../progress/status-line.js';

const redrawMs = 100;
const lineMs = 15_000;

/** Shows how far a measurement has come, elsewhere than on a terminal every fifteen seconds. The time begins now. */
export function metricsProgress(out: TextSink, terminal: boolean, now: Clock) {
  const began = now();
  const status = new StatusLine(out, terminal);
  let shownAt = began;
  return {
    status,
    /** So many of the frames are measured. */
    measured(done: number, frames: number) {
      if (now() - shownAt < (terminal ? redrawMs : lineMs)) return;
      shownAt = now();
      const pace = (shownAt - began) / 1000 / done;
      const each = pace < 0.0995 ? `${Math.round(1000 * pace)} ms` : duration(pace);
      const left = duration(pace * (frames - done));
      status.show(`measured ${done}/${frames} frames, ${each} per frame, ${left} left`);
    },
  };
}
