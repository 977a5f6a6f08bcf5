import { existsSync } from 'node:fs';
import { counted, duration } from '../../number-format.js';
import type { TrainOptions } from '../../options/resolve.js';
import { trainPainter } from '../../pipeline/train-painter.js';
import { statePath } from '../../pipeline/training-state.js';
import { watchInterrupts } from '../process/interrupts.js';
import { nowhere } from '../progress/renderer.js';
import { isRedrawable, StatusLine } from '../progress/status-line.js';
import { counter, loss } from '../progress/wording.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';

/** Elsewhere than on a terminal, a line each so many steps. */
const stepsPerLine = 50;

/** Trains, showing how far it is; prints the network's path at the end. */
export async function runTrain(painting: string, output: string, options: TrainOptions): Promise<void> {
  using interrupts = watchInterrupts();
  const terminal = isRedrawable(process.stderr);
  const status = new StatusLine(options.quiet ? nowhere : process.stderr, terminal);
  const began = performance.now();
  let taken = 0;
  try {
    await trainPainter(painting, output, options, {
      signal: interrupts.signal,
      onStart(start) {
        taken = start.taken;
        const where = taken > 0 ? `, continuing after step ${counter(taken, options.steps)}` : '';
        const small =
          start.tooSmall > 0
            ? `; ${start.tooSmall} more too small (less than 88 pixels) or of one colour`
            : '';
        status.say(
          `learning to paint as ${painting}, from ${counted(start.pictures, 'picture')}${small}${where}`,
        );
      },
      onStep({ step, steps, style, content }) {
        if (!terminal && step % stepsPerLine !== 0 && step !== steps) return;
        const each = (performance.now() - began) / 1000 / (step - taken);
        const left = duration(each * (steps - step));
        status.show(
          `step ${counter(step, steps)}, style ${loss(style)}, content ${loss(content)}, ${left} left`,
        );
      },
    });
  } catch (error) {
    status.end();
    if (interrupts.signal.aborted && existsSync(statePath(output))) {
      status.say(
        `what was learnt is kept in ${printable(statePath(output))}: run the same command to continue`,
      );
    }
    throw error;
  }
  status.end();
  print(output);
}
