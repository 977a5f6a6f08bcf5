import { duration } from '../../number-format.js';
import type { Clock, TextSink } from '../progress/renderer.js';
import { StatusLine } from '../progress/status-line.js';
import { printable } from '../terminal/printable.js';

/** Shows how far a measurement has come. */
export interface MetricsProgress {
  /** So many of the frames are measured. */
  measured(done: number, frames: number): void;
  /** A line of the command line's own. */
  say(text: string): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

const redrawMs = 100;
const lineMs = 15_000;

/** On a terminal one line that is drawn anew; elsewhere a line every fifteen seconds. The time begins now. */
export function metricsProgress(out: TextSink, terminal: boolean, now: Clock): MetricsProgress {
  const began = now();
  const status = new StatusLine(out);
  let shownAt = began;
  return {
    measured(done, frames) {
      if (now() - shownAt < (terminal ? redrawMs : lineMs)) return;
      shownAt = now();
      const pace = (shownAt - began) / 1000 / done;
      const each = pace < 0.0995 ? `${Math.round(1000 * pace)} ms` : duration(pace);
      const text = `measured ${done}/${frames} frames, ${each} per frame, ${duration(pace * (frames - done))} left`;
      if (terminal) status.draw(text);
      else out.write(`${text}\n`);
    },
    say(text) {
      status.end();
      out.write(`${printable(text)}\n`);
    },
    end: () => status.end(),
  };
}
