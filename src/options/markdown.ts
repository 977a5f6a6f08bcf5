import { cliOptions } from './cli-options.js';
import { draftOptions } from './draft-options.js';
import { libraryOptions } from './library-options.js';
import { metricsOptions } from './metrics-options.js';
import { flagOf, type OptionDefinition, optionGroups } from './option.js';
import { previewOptions } from './preview-options.js';

const introduction = `# Options

This page is written by \`npm run docs\` from the tables in \`src/options\`, and a test holds it to them.

In a program, the options of \`stylizeVideo\` and \`stylizeImage\` have the names in the second column; times are
numbers of seconds or texts, layers are objects (\`{ relu1_1: 1, relu2_1: 0.5 }\`) and lists are arrays. Options without such a
name belong to the command line alone. Options in bold are those that \`--help\` shows; \`--help-all\` shows all.
`;

/** The text of docs/options.md. */
export function optionsMarkdown(): string {
  const entries = [
    ...Object.entries(cliOptions).map((entry) => row(...entry, false)),
    ...Object.entries(libraryOptions).map((entry) => row(...entry, true)),
  ];
  const sections = optionGroups.map((group) => {
    const rows = entries.filter((entry) => entry.group === group).map(({ text }) => text);
    const head = ['| option | in a program | value | default | what it does |', '|---|---|---|---|---|'];
    return `## ${group}\n\n${[...head, ...rows].join('\n')}\n`;
  });
  return [
    introduction,
    ...sections,
    commandSection('metrics', metricsOptions),
    commandSection('preview', previewOptions),
    commandSection('draft', draftOptions, 'preview'),
  ].join('\n');
}

/** The options of a command of its own, which has a page of its own in docs/. */
function commandSection(
  command: string,
  table: Readonly<Record<string, OptionDefinition<unknown>>>,
  page = command,
): string {
  const rows = Object.entries(table)
    .map((entry) => row(...entry, false))
    .sort((a, b) => optionGroups.indexOf(a.group) - optionGroups.indexOf(b.group));
  const head = ['| option | value | default | what it does |', '|---|---|---|---|'];
  const cells = rows.map(({ text }) => text.replace(' |  | ', ' | '));
  return `## nst-video ${command}\n\nSee [${page}.md](${page}.md).\n\n${[...head, ...cells].join('\n')}\n`;
}

function row(name: string, definition: OptionDefinition<unknown>, library: boolean) {
  const { type, group, short, unit, doc, defaultText, default: value } = definition;
  const isFlag = type.placeholder === '';
  const mark = definition.everyday ? '**' : '';
  const cells = [
    `${mark}${short ? `\`-${short}\`, ` : ''}\`${flagOf(name, value)}\`${mark}`,
    library ? `\`${name}\`` : '',
    isFlag
      ? 'true or false'
      : `${type.expected}${unit === undefined || type.expected.includes(unit) ? '' : ` (${unit})`}`,
    defaultText ?? (isFlag && !library ? '' : `\`${type.format(value)}\``),
    isFlag && value === true && library ? `With \`false\`: ${doc[0]?.toLowerCase()}${doc.slice(1)}` : doc,
  ];
  return { group, text: `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |` };
}
