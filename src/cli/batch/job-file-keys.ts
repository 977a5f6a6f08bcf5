import { UsageError } from '../../errors.js';
import { didYouMean } from '../../nearest-name.js';
import { cliOptions } from '../../options/cli-options.js';
import { libraryOptions } from '../../options/library-options.js';
import { flagOf, nameOf, type OptionDefinition, type OptionTable, rejection } from '../../options/option.js';

/** Which mapping of a job file a key stands in. */
export type FileKeys = 'defaults' | 'job';

const { style, output, outDir } = cliOptions;
const options: OptionTable = { style, output, outDir, ...libraryOptions };
/** Keys that only a job can have. */
const ofOneJob = ['input', 'inputs', 'output'];

/**
 * The option that a key names, by its name in a program or on the command line
 * (`styleWeight`, `style-weight`); `inputs` is `input`.
 *
 * @throws UsageError for a key that means nothing there
 */
export function keyOf(written: string, kind: FileKeys): string {
  const name = nameOf(written);
  if (kind === 'defaults' && ofOneJob.includes(name)) {
    throw new UsageError(`\`${written}\` belongs to a job, not to \`defaults\``);
  }
  if (name === 'input' || name === 'inputs') return 'input';
  if (Object.hasOwn(options, name)) return name;
  const known = Object.keys(options).concat(kind === 'job' ? ofOneJob : []);
  throw new UsageError(`Unknown option \`${written}\`${didYouMean(name, known)}`);
}

/** That an option may be switched on by a file. @throws UsageError where only the command line may do so */
export function checkAllowed(name: string, value: unknown): void {
  if (value !== true || !['allowUrl', 'overwrite'].includes(name)) return;
  const flag = flagOf(name, false);
  throw new UsageError(`\`${name}\` can be switched on only on the command line: add \`${flag}\` there`);
}

/**
 * The value of an option as the file has it: as in a program, or as a text that one would type.
 *
 * @throws UsageError for a value that the option does not take
 */
export function optionValue(name: string, raw: unknown): unknown {
  if (name === 'input') return inputsOf(raw);
  const { type } = options[name] as OptionDefinition<unknown>;
  const read = (item: unknown) => (typeof item === 'string' ? type.parse(item) : item);
  // What may be given again is a list, whose items may be typed texts, too.
  const value =
    type.join && Array.isArray(raw)
      ? raw.flatMap((item) => (typeof item === 'string' ? read(item) : [item]))
      : read(raw);
  if (value !== null && value !== undefined && type.accepts(value)) return value;
  throw new UsageError(rejection(name, type, raw));
}

function inputsOf(raw: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  const fits =
    list.length > 0 && list.every((item) => typeof item === 'string' && item !== '' && !item.includes('\0'));
  if (fits) return list as string[];
  throw new UsageError(`Expected \`input\` to be a path or a list of paths, got \`${JSON.stringify(raw)}\``);
}
