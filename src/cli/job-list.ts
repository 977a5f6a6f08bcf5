import { chooseCodec } from '../encode/codecs.js';
import { containerOf } from '../encode/containers.js';
import { UsageError } from '../errors.js';
import type { CliOptions, StylizeOptions } from '../options/resolve.js';
import { defaultOutput, imageExtension, videoExtension } from './output-name.js';

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

/**
 * Pairs an input with its output: the one given, or its default name.
 *
 * @throws UsageError where the output's extension names no format of ours, or one that the codec does not go into
 */
export function planJob(
  input: string,
  kind: Job['kind'],
  style: string,
  { output: given, outDir }: CliOptions,
  { codec, crf }: StylizeOptions,
): Job {
  if (kind === 'image') {
    const output = given ?? defaultOutput(input, style, imageExtension(input), outDir);
    return { kind, input, style, output };
  }
  const output = given ?? defaultOutput(input, style, videoExtension(input, codec), outDir);
  chooseCodec(containerOf(output), codec === 'auto' ? undefined : codec, crf === 'auto' ? undefined : crf);
  return { kind, input, style, output };
}
