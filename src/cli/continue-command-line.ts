import { libraryOptions } from '../options/library-options.js';
import { flagOf, type OptionDefinition } from '../options/option.js';
import type { Manifest } from '../work/manifest.js';
import { printable } from './printable.js';

/** Options that are about one run and not about the job. */
const ofOneRun = ['restart'];

/** The options that a job was begun with, as far as this version knows them, for a run that continues it. */
export function optionsToContinue({ options }: Manifest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !ofOneRun.includes(name)));
}

/** The command that continues a job from anywhere, ready to be pasted into a shell. */
export function continueCommandLine(manifest: Manifest): string {
  const table: Readonly<Record<string, OptionDefinition<unknown>>> = libraryOptions;
  const words = ['--style', manifest.style, '--output', manifest.output];
  for (const [name, value] of Object.entries(optionsToContinue(manifest))) {
    const definition = table[name];
    if (!definition || JSON.stringify(value) === JSON.stringify(definition.default)) continue;
    words.push(flagOf(name, definition.default));
    if (definition.type.placeholder !== '') words.push(definition.type.format(value));
  }
  const input = manifest.input.startsWith('-') ? `./${manifest.input}` : manifest.input;
  return ['nst-video', input, ...words].map(quoted).join(' ');
}

/** A word as a POSIX shell reads it. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (printable(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  // What must not reach a terminal raw is written as bash and zsh read it.
  return `$'${printable(word.replace(/[\\']/g, '\\$&'))}'`;
}
