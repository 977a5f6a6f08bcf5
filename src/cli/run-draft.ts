import { writeFile } from 'node:fs/promises';
import { type DraftPlan, type DraftProgress, draft } from '../draft/draft.js';
import type { Sheet } from '../draft/sheet.js';
import { lasting } from '../draft/sheet-html.js';
import { sheetFile, sheetShow } from '../draft/sheet-page.js';
import { OutputError } from '../errors.js';
import { openServer } from '../preview/server/server.js';
import { emergencyStop } from './emergency-stop.js';
import { watchInterrupts } from './interrupts.js';
import { openInBrowser } from './open-in-browser.js';
import { print, printAside } from './print.js';
import { clearLine, printable } from './printable.js';

/** Paints the drafts, then writes the sheet, or shows it until Ctrl-C. */
export async function runDraft(
  plan: DraftPlan,
  { html, open, quiet }: { html: string | undefined; open: boolean; quiet: boolean },
): Promise<void> {
  using interrupts = watchInterrupts(() => {}, emergencyStop);
  const { signal } = interrupts;
  const meter = draftMeter(quiet);
  const sheet = await draft(plan, { signal, onProgress: meter.progress }).finally(meter.end);
  if (html === undefined) return show(sheet, open, signal);
  await writeFile(html, await sheetFile(sheet)).catch((cause: Error) => {
    throw new OutputError(`The contact sheet could not be written to \`${html}\`: ${cause.message}`, cause);
  });
  print(html);
}

async function show(sheet: Sheet, open: boolean, signal: AbortSignal): Promise<void> {
  await using server = await openServer(await sheetShow(sheet));
  print(server.address);
  printAside('Press Ctrl-C to close the page; `--html <file>` saves it.');
  using _door = open ? await openInBrowser(server.address) : undefined;
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Tells how far the drafts are: on a terminal in one line drawn anew, else a line for each step. */
function draftMeter(quiet: boolean) {
  const terminal = process.stderr.isTTY === true && !quiet;
  let drawn = false;
  let step = '';
  const end = () => {
    if (drawn) process.stderr.write(clearLine);
    drawn = false;
  };
  const say = (text: string) => {
    end();
    if (!quiet) printAside(text);
  };
  /** What goes on now; elsewhere than on a terminal only its beginning is told. */
  const now = (what: string, done: number, of: number) => {
    if (terminal) {
      process.stderr.write(`${clearLine}${printable(what)}: ${done} of ${of} frames`);
      drawn = true;
    } else if (what !== step) say(what);
    step = what;
  };
  const progress = (fact: DraftProgress) => {
    switch (fact.type) {
      case 'survey':
        return now('looking for shots and motion', fact.done, fact.of);
      case 'windows': {
        const places = fact.windows.map(
          ({ start, seconds }) => `${start.toFixed(1)} s (${seconds.toFixed(1)} s)`,
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
        return say(
          `${nameOf(fact.candidate)}: the job would take about ${lasting(prediction.seconds)}${steadiness}\n  ${fact.candidate.command}`,
        );
      }
      default:
        fact satisfies never;
    }
  };
  return { progress, end };
}

function nameOf({ style, set }: { readonly style: string; readonly set: string }): string {
  return set === '' ? style : `${style}, ${set}`;
}
