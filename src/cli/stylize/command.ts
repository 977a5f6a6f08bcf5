import type { Command } from 'commander';
import { InputError, UsageError } from '../../errors.js';
import { cliOptions } from '../../options/cli-options.js';
import { libraryOptions } from '../../options/library-options.js';
import type { CliOptions, StylizeOptionsInput } from '../../options/resolve.js';
import { addOptions, splitOptions } from '../help/option-flags.js';
import { doRequests } from '../jobs/do-requests.js';
import { expandInput, type JobRequest } from '../jobs/request.js';

/** Makes the program itself the command that stylizes. */
export function addStylizeCommand(program: Command): void {
  program.argument('<input...>', 'clips or pictures to stylize');
  addOptions(program, [cliOptions, libraryOptions]);
  program.action(async (inputs: string[], parsed: Record<string, unknown>) => {
    const { job, cli } = splitOptions(parsed);
    await doRequests(await requestsOf(inputs, job, cli), cli);
  });
}

/** One request an input. Refuses combinations of arguments that make no sense. */
async function requestsOf(
  names: readonly string[],
  options: StylizeOptionsInput,
  cli: CliOptions,
): Promise<JobRequest[]> {
  const { style, output, outDir } = cli;
  if (style === undefined) {
    throw new UsageError('`--style` is required: name the painting whose style to apply');
  }
  if (output !== undefined && outDir !== undefined) {
    throw new UsageError('Expected either `--output` or `--out-dir`, got both');
  }
  const inputs: Awaited<ReturnType<typeof expandInput>> = [];
  for (const name of names) {
    const found = await expandInput(name);
    if (found.length === 0) throw new InputError(`No file matches \`${name}\``);
    inputs.push(...found);
  }
  if (output !== undefined && inputs.length > 1) {
    throw new UsageError(
      `Expected one input with \`--output\`, got ${inputs.length}; use \`--out-dir\` for several`,
    );
  }
  return inputs.map(({ input, matched }) => ({ input, matched, style, output, outDir, options }));
}
