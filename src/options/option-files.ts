import { libraryOptions } from './library-options.js';
import type { OptionTable } from './option.js';
import type { StylizeOptions, StylizeOptionsInput } from './resolve.js';

/** The options with every path in them put through `to`: those of files that are read to paint, besides clip, style and network. */
export function withOptionFiles<Options extends StylizeOptionsInput>(
  options: Options,
  to: (path: string) => string,
): Options {
  const table: OptionTable = libraryOptions;
  const entries = Object.entries(options).map(([name, value]) => {
    const type = table[name]?.type;
    return [name, type?.withPaths && value !== undefined ? type.withPaths(value, to) : value];
  });
  return Object.freeze(Object.fromEntries(entries)) as Options;
}

/** The paths in the options, each once: of pictures, clips, or patterns that stand for pictures in sequence. */
export function optionFiles(options: StylizeOptionsInput): string[] {
  const found = new Set<string>();
  withOptionFiles(options, (path) => {
    found.add(path);
    return path;
  });
  return [...found];
}

/** Of the options that name files: their values with `contents` of each file in place of its path. */
export function optionsByContent(
  options: StylizeOptions,
  contents: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const table: OptionTable = libraryOptions;
  const byContent = withOptionFiles(options, (path) => contents.get(path) ?? path);
  return Object.fromEntries(Object.entries(byContent).filter(([name]) => table[name]?.type.withPaths));
}
