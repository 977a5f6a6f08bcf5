import { clearLine, printable } from '../printable.js';
import type { Clock, TextSink } from './renderer.js';
import { duration } from './wording.js';

/** Tells how far a measurement has come. */
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
  let toldAt = began;
  let drawn = false;
  const end = () => {
    if (drawn) out.write(clearLine);
    drawn = false;
  };
  return {
    measured(done, frames) {
      if (now() - toldAt < (terminal ? redrawMs : lineMs)) return;
      toldAt = now();
      const pace = (toldAt - began) / 1000 / done;
      const each = pace < 0.0995 ? `${Math.round(1000 * pace)} ms` : duration(pace);
      const left = `${each} per frame, ${duration(pace * (frames - done))} left`;
      const text = `measured ${done}/${frames} frames, ${left}`;
      out.write(terminal ? `${clearLine}${text.slice(0, (out.columns ?? 80) - 1)}` : `${text}\n`);
      drawn = terminal;
    },
    say(text) {
      end();
      out.write(`${printable(text)}\n`);
    },
    end,
  };
}
