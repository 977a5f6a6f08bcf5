import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { libraryOptions } from '../../src/options/library-options.js';
import type { OptionDefinition } from '../../src/options/option.js';
import type { StylizeOptions } from '../../src/options/resolve.js';

/** What a painting depends on, other than the code. */
export interface PaintingInputs {
  readonly content: string;
  readonly style: string;
  readonly options: StylizeOptions;
  /** SHA-256 of the network's file, which stands for its name. */
  readonly weights: string;
}

/**
 * Twelve hexadecimal digits of all that a painting depends on: both pictures,
 * the network, every option but those that change no frame, and the threads;
 * also `NST_…` in the environment, by which experiments are steered.
 */
export async function paintingKey({ content, style, options, weights }: PaintingInputs): Promise<string> {
  const table = libraryOptions as Readonly<Record<string, OptionDefinition<unknown>>>;
  const kept = Object.entries(options).filter(
    ([name]) => name !== 'model' && name !== 'threads' && !table[name]?.keepsFrames,
  );
  const environment = Object.entries(process.env).filter(([name]) => name.startsWith('NST_'));
  const sorted = (entries: [string, unknown][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256');
  for (const path of [content, style]) digest.update(await digestOf(path));
  digest.update(JSON.stringify({ weights, options: sorted(kept), environment: sorted(environment) }));
  return digest.digest('hex').slice(0, 12);
}

/** SHA-256 of a file, in hex. */
export async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
