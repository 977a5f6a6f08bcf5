import { draft } from '../../draft/draft.js';
import type { DraftProgress, DraftRequest } from '../../draft/draft-request.js';
import { nameOf } from '../../draft/sheet-html.js';
import { sheetFile, sheetPage } from '../../draft/sheet-page.js';
import { duration } from '../../number-format.js';
import { servePage } from '../browser/serve-page.js';
import { watchInterrupts } from '../process/interrupts.js';
import { nowhere } from '../progress/renderer.js';
import { isRedrawable, StatusLine } from '../progress/status-line.js';
import { counter } from '../progress/wording.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import { writeResult } from '../terminal/write-result.js';

/** Paints the drafts, then writes the sheet, or serves it until Ctrl-C. */
export async function runDraft(
  request: DraftRequest,
  { html, open, quiet }: { html: string | undefined; open: boolean; quiet: boolean },
): Promise<void> {
  using interrupts = watchInterrupts();
  const { signal } = interrupts;
  const status = new StatusLine(quiet ? nowhere : process.stderr, isRedrawable(process.stderr));
  const onProgress = draftProgress(status, isRedrawable(process.stderr));
  const sheet = await draft(request, { signal, onProgress }).finally(() => status.end());
  if (html === undefined) {
    const hint = 'Press Ctrl-C to close the page; `--html <file>` saves it.';
    return servePage(await sheetPage(sheet), open, hint, signal);
  }
  await writeResult('The contact sheet', html, await sheetFile(sheet));
  print(html);
}

/** Shows how far the drafts are; elsewhere than on a terminal a line for each step. */
function draftProgress(status: StatusLine, terminal: boolean) {
  let step = '';
  const say = (text: string) => status.say(text);
  /** What is being done; elsewhere than on a terminal only its beginning is shown. */
  const now = (what: string, done: number, of: number) => {
    if (terminal) status.show(`${printable(what)}: ${counter(done, of)} frames`);
    else if (what !== step) say(what);
    step = what;
  };
  return (fact: DraftProgress) => {
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
        const { prediction, flicker, command } = fact.candidate;
        const steadiness = flicker
          ? `, flicker ${(flicker.output / flicker.input).toPrecision(2)} times the source's`
          : '';
        const time = duration(prediction.seconds, { rough: true });
        say(`${nameOf(fact.candidate)}: the job would take about ${time}${steadiness}`);
        return say(`  ${command}`);
      }
      default:
        fact satisfies never;
    }
  };
}
