import { extname } from 'node:path';
import { chooseFormat } from '../encode/format.js';
import { UsageError } from '../errors.js';
import type { CliOptions, StylizeOptions } from '../options/resolve.js';
import { defaultOutput, imageExtension, imageExtensions, videoExtension } from './output-name.js';

/** One input and where its result goes. */
export interface Job {
  readonly kind: 'video' | 'image';
  readonly input: string;
  readonly style: string;
  readonly output: string;
}

/** Refuses combinations of arguments that make no sense; returns the style, which must be given. */
export function checkArguments(inputs: readonly string[], cli: CliOptions): string {
  if (cli.style === undefined) {
    throw new UsageError('Expected `--style` to name the painting to learn from, got nothing');
  }
  if (cli.output !== undefined && cli.outDir !== undefined) {
    throw new UsageError('Expected either `--output` or `--out-dir`, got both');
  }
  if (cli.output !== undefined && inputs.length > 1) {
    throw new UsageError(
      `Expected one input with \`--output\`, got ${inputs.length}; use \`--out-dir\` for several`,
    );
  }
  if (cli.quiet && cli.verbose) throw new UsageError('Expected either `--quiet` or `--verbose`, got both');
  return cli.style;
}

/** Pairs an input with its output: the one given, or its default name. */
export function planJob(
  input: string,
  kind: Job['kind'],
  style: string,
  { output, outDir }: CliOptions,
  options: StylizeOptions,
): Job {
  const extension = () => (kind === 'image' ? imageExtension(input) : videoExtension(input, options));
  return { kind, input, style, output: output ?? defaultOutput(input, style, extension(), outDir) };
}

/**
 * That the output's extension names a format that we write and that the codec goes into.
 *
 * @throws UsageError where it does not
 */
export function checkFormat({ kind, output }: Job, options: StylizeOptions): void {
  if (kind === 'image') {
    if (imageExtension(output) === extname(output).toLowerCase()) return;
    throw new UsageError(`Expected the output to end in ${imageExtensions.join(', ')}, got \`${output}\``);
  }
  chooseFormat(output, options);
}
