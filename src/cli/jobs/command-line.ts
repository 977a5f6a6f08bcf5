import type { Manifest } from '../../checkpoint/manifest.js';
import { libraryOptions } from '../../options/library-options.js';
import { flagOf, type OptionTable } from '../../options/option.js';
import { printable } from '../terminal/printable.js';

/** Options that are about one run and not about the job. */
const ofOneRun = ['restart'];

/** The options that a job was begun with, as far as this version knows them, for a run that continues it. */
export function optionsToContinue({ options }: Manifest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !ofOneRun.includes(name)));
}

/** The command that continues a job from anywhere, ready to be pasted into a shell. */
export function continueCommandLine(manifest: Manifest): string {
  return jobCommandLine(manifest, optionsToContinue(manifest));
}

/** The command of a job, ready to be pasted into a shell; without an output it goes where it goes by itself. */
export function jobCommandLine(
  job: { readonly input: string; readonly style: string; readonly output?: string },
  options: Readonly<Record<string, unknown>>,
): string {
  const table: OptionTable = libraryOptions;
  const words = ['--style', job.style];
  if (job.output !== undefined) words.push('--output', job.output);
  for (const [name, value] of Object.entries(options)) {
    const definition = table[name];
    if (!definition || value === undefined || JSON.stringify(value) === JSON.stringify(definition.default))
      continue;
    const { type } = definition;
    const flag = flagOf(name, definition.default);
    if (type.placeholder === '') words.push(flag);
    else for (const typed of type.each?.(value) ?? [type.format(value)]) words.push(flag, typed);
  }
  const input = job.input.startsWith('-') ? `./${job.input}` : job.input;
  return ['nst-video', input, ...words].map(quoted).join(' ');
}

/** A word as a POSIX shell reads it. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (printable(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  // What must not reach a terminal raw is written as bash and zsh read it.
  return `$'${printable(word.replace(/[\\']/g, '\\$&'))}'`;
}
