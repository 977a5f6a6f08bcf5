import { readFile } from 'node:fs/promises';
import { OutputError } from '../errors.js';
import type { Content } from '../preview/server/page-content.js';

/** A page's bundled script and styles. */
export interface PageFiles {
  readonly script: string;
  readonly styles: string;
}

/**
 * Reads what the build has made of a `page/main.ts`.
 *
 * @param folder URL of the folder `page`, seen from the compiled code
 * @throws {OutputError} where the package was built without it
 */
export async function readPageFiles(folder: URL): Promise<PageFiles> {
  const read = (name: string) => readFile(new URL(name, folder), 'utf8');
  try {
    const [script, styles] = await Promise.all([read('main.js'), read('main.css')]);
    return { script, styles };
  } catch (cause) {
    throw new OutputError(`The page has not been built: run \`npm run build\` (${folder.pathname})`, cause);
  }
}

/** The page itself and its two files, by the paths under which they ask for each other. */
export function pageContents(title: string, { script, styles }: PageFiles): ReadonlyMap<string, Content> {
  const bytes = (type: string, body: string): Content => ({ kind: 'bytes', type, body });
  return new Map([
    ['', bytes('text/html; charset=utf-8', pageHtml(title))],
    ['main.js', bytes('text/javascript; charset=utf-8', script)],
    ['main.css', bytes('text/css; charset=utf-8', styles)],
  ]);
}

function pageHtml(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="main.css">
<script src="main.js" defer></script>
</head>
<body></body>
</html>
`;
}

/** A text as it may stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, (character) => `&${names[character]};`);
}
