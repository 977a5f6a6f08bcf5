import { type DraftPlan, type DraftProgress, draft } from '../../draft/draft.js';
import type { Sheet } from '../../draft/sheet.js';
import { nameOf } from '../../draft/sheet-html.js';
import { sheetFile, sheetPage } from '../../draft/sheet-page.js';
import { duration } from '../../number-format.js';
import { openServer } from '../../preview/server/server.js';
import { emergencyStop } from '../process/emergency-stop.js';
import { watchInterrupts } from '../process/interrupts.js';
import { openInBrowser } from '../process/open-in-browser.js';
import { isRedrawable, StatusLine } from '../progress/status-line.js';
import { counter } from '../progress/wording.js';
import { print, printAside } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import { writeResult } from '../terminal/write-result.js';

/** Paints the drafts, then writes the sheet, or serves it until Ctrl-C. */
export async function runDraft(
  plan: DraftPlan,
  { html, open, quiet }: { html: string | undefined; open: boolean; quiet: boolean },
): Promise<void> {
  using interrupts = watchInterrupts(() => {}, emergencyStop);
  const { signal } = interrupts;
  const meter = draftMeter(quiet);
  const sheet = await draft(plan, { signal, onProgress: meter.progress }).finally(meter.end);
  if (html === undefined) return serve(sheet, open, signal);
  await writeResult('The contact sheet', html, await sheetFile(sheet));
  print(html);
}

async function serve(sheet: Sheet, open: boolean, signal: AbortSignal): Promise<void> {
  await using server = await openServer(await sheetPage(sheet));
  print(server.address);
  printAside('Press Ctrl-C to close the page; `--html <file>` saves it.');
  using _browser = open ? await openInBrowser(server.address) : undefined;
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Shows how far the drafts are: on a terminal in one line drawn anew, else a line for each step. */
function draftMeter(quiet: boolean) {
  const terminal = isRedrawable(process.stderr) && !quiet;
  const status = new StatusLine(process.stderr);
  let step = '';
  const say = (text: string) => {
    status.end();
    if (!quiet) printAside(text);
  };
  /** What is being done; elsewhere than on a terminal only its beginning is shown. */
  const now = (what: string, done: number, of: number) => {
    if (terminal) status.draw(`${printable(what)}: ${counter(done, of)} frames`);
    else if (what !== step) say(what);
    step = what;
  };
  const progress = (fact: DraftProgress) => {
    switch (fact.type) {
      case 'survey':
        return now('looking for shots and motion', fact.done, fact.of);
      case 'windows': {
        const places = fact.windows.map(
          ({ start, seconds }) => `${start.toFixed(1)} s (${seconds.toFixed(1)} s long)`,
        );
        say(`windows at ${places.join(', ')}`);
        if (fact.windows.length < fact.asked) say(`note: the clip is too short for ${fact.asked} windows`);
        return;
      }
      case 'pace':
        return say(`timing evaluations at ${fact.width}×${fact.height}`);
      case 'painting':
        return now(`painting ${nameOf(fact)}`, fact.done, fact.of);
      case 'candidate': {
        const { prediction, flicker } = fact.candidate;
        const steadiness = flicker
          ? `, flicker ${(flicker.output / flicker.input).toPrecision(2)} times the source's`
          : '';
        say(
          `${nameOf(fact.candidate)}: the job would take about ${duration(prediction.seconds, { rough: true })}${steadiness}`,
        );
        return say(`  ${fact.candidate.command}`);
      }
      default:
        fact satisfies never;
    }
  };
  return { progress, end: () => status.end() };
}
