import { cliOptions } from '../../options/cli-options.js';
import { libraryOptions } from '../../options/library-options.js';
import { flagOf, nameOf, type OptionDefinition, type OptionTable } from '../../options/option.js';
import { rejection } from '../../options/resolve.js';
import { nearestName } from '../help/nearest-name.js';

/** Which mapping of a job file a key stands in. */
export type FileKeys = 'defaults' | 'job';

const { style, output, outDir } = cliOptions;
const options: OptionTable = { style, output, outDir, ...libraryOptions };
/** Keys that only a job can have. */
const ofOneJob = ['input', 'inputs', 'output'];

/**
 * The option that a key names, by its name in a program or on the command line
 * (`styleWeight`, `style-weight`); `inputs` is `input`.
 */
export function keyOf(
  written: string,
  kind: FileKeys,
): { readonly name: string } | { readonly problem: string } {
  const name = nameOf(written);
  if (kind === 'defaults' && ofOneJob.includes(name)) {
    return { problem: `\`${written}\` belongs to a job, not to \`defaults\`` };
  }
  if (name === 'input' || name === 'inputs') return { name: 'input' };
  if (Object.hasOwn(options, name)) return { name };
  const near = nearestName(name, [...Object.keys(options), ...(kind === 'job' ? ofOneJob : [])]);
  return {
    problem: `Unknown option \`${written}\`${near === undefined ? '' : `: did you mean \`${near}\`?`}`,
  };
}

/** What to say of an option that only the command line may switch on; '' where a file may have it so. */
export function commandLineOnly(name: string, value: unknown): string {
  if (value !== true || !['allowUrl', 'overwrite'].includes(name)) return '';
  const flag = flagOf(name, false);
  return `\`${name}\` can be switched on only on the command line: add \`${flag}\` there`;
}

/** The value of an option as the file has it: as in a program, or as a text that one would type. */
export function optionValue(
  name: string,
  raw: unknown,
): { readonly value: unknown; readonly problem?: undefined } | { readonly problem: string } {
  if (name === 'input') return inputsOf(raw);
  const { type } = options[name] as OptionDefinition<unknown>;
  const value = typeof raw === 'string' ? type.parse(raw) : raw;
  if (value !== null && value !== undefined && type.accepts(value)) return { value };
  return { problem: rejection(name, type, raw) };
}

function inputsOf(raw: unknown): { readonly value: readonly string[] } | { readonly problem: string } {
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  const fits =
    list.length > 0 && list.every((item) => typeof item === 'string' && item !== '' && !item.includes('\0'));
  if (fits) return { value: list as string[] };
  return { problem: `Expected \`input\` to be a path or a list of paths, got \`${JSON.stringify(raw)}\`` };
}
