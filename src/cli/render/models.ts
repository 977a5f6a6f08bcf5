import type { ModelProgress } from '../../stylize/models/byte-source.js';
import type { InstalledModel } from '../../stylize/models/installed-models.js';
import { INPUT_WORDS, type InputDecision } from '../../stylize/network/input-decision.js';
import { clearLine } from '../printable.js';
import type { TextSink } from './renderer.js';

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

/** Tells how a download goes: on a terminal in one line, drawn anew; else once every tenth of it. */
export function downloadMeter(out: TextSink, terminal: boolean) {
  let told = -1;
  let drawn = false;
  return {
    progress({ receivedBytes, totalBytes }: ModelProgress): void {
      const share = totalBytes ? receivedBytes / totalBytes : undefined;
      const step = Math.floor(share === undefined ? receivedBytes / 2 ** 23 : share * (terminal ? 100 : 10));
      if (step === told) return;
      told = step;
      const of = totalBytes === undefined ? '' : ` of ${mebibytes(totalBytes)}`;
      const percent = share === undefined ? '' : `, ${Math.floor(100 * share)} %`;
      const text = `received ${mebibytes(receivedBytes)}${of}${percent}`;
      out.write(terminal ? `${clearLine}${text}` : `${text}\n`);
      drawn = terminal;
    },
    end(): void {
      if (drawn) out.write(clearLine);
      drawn = false;
    },
  };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
