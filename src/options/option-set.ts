import { UsageError } from '../errors.js';
import { libraryOptions } from './library-options.js';
import { nameOf, type OptionTable } from './option.js';
import { readTyped, type StylizeOptionsInput } from './resolve.js';

/**
 * Reads `style-weight=60,temporal-weight=100`: options of the job by the names
 * of their flags, each with a value as it would be typed. A comma inside a
 * value (`long-term=1,2`) is told from one between options by what follows it.
 *
 * @throws UsageError for an option that there is not, that says where things come from or go, or a bad value
 */
export function parseOptionSet(text: string): StylizeOptionsInput {
  const table: OptionTable = libraryOptions;
  const values: Record<string, unknown> = {};
  for (const part of text.split(/,(?=\s*(?:--)?[a-z][a-z-]*=)/)) {
    const [, flag = '', value = ''] = /^\s*(?:--)?([a-z][a-z-]*)=(.*)$/s.exec(part) ?? [];
    if (flag === '') {
      throw new UsageError(
        `Expected \`--set\` to be options with values, such as style-weight=60,temporal-weight=100, got \`${text}\``,
      );
    }
    const name = nameOf(flag);
    const definition = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!definition) throw new UsageError(`Unknown option \`${flag}\` in \`--set\`; see docs/options.md`);
    if (definition.group === 'Input and output' && name !== 'size') {
      throw new UsageError(
        `Expected \`--set\` to contain options that change the look, got \`${flag}\`: give it as an option of its own, for all drafts`,
      );
    }
    values[name] = readTyped(name, definition, value);
  }
  return values;
}
