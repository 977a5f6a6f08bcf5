import type { ModelProgress } from '../../stylize/models/byte-source.js';
import type { InstalledModel } from '../../stylize/models/installed-models.js';
import { INPUT_WORDS, type InputDecision } from '../../stylize/network/input-decision.js';
import type { TextSink } from '../progress/renderer.js';
import { StatusLine } from '../progress/status-line.js';

/** One network on one line. */
export function modelLine({ name, path, bytes, sha256, source }: InstalledModel): string {
  const hash = sha256 === '' ? 'hash not recorded' : `sha256 ${sha256}`;
  return `${name.padEnd(10)}${mebibytes(bytes)}, ${hash}, ${path} (from ${source})`;
}

/** What an installed network's input was taken for, and how to say otherwise. */
export function inputLine({ name, because }: InputDecision): string {
  if (name === undefined) return `input: ${because}`;
  const other = name === 'rgb' ? 'caffe' : 'rgb';
  return `input: ${name} (${INPUT_WORDS[name]}), because ${because}; if that is wrong, install it with --input ${other}`;
}

/** Shows how far a download is: on a terminal in one line, drawn anew; else once every tenth of it. */
export function downloadMeter(out: TextSink, terminal: boolean) {
  const status = new StatusLine(out);
  let shown = -1;
  return {
    progress({ receivedBytes, totalBytes }: ModelProgress): void {
      const share = totalBytes ? receivedBytes / totalBytes : undefined;
      const step = Math.floor(share === undefined ? receivedBytes / 2 ** 23 : share * (terminal ? 100 : 10));
      if (step === shown) return;
      shown = step;
      const of = totalBytes === undefined ? '' : ` of ${mebibytes(totalBytes)}`;
      const percent = share === undefined ? '' : `, ${Math.floor(100 * share)} %`;
      const text = `received ${mebibytes(receivedBytes)}${of}${percent}`;
      if (terminal) status.draw(text);
      else out.write(`${text}\n`);
    },
    end: () => status.end(),
  };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
