import { readFile } from 'node:fs/promises';
import { OutputError } from '../errors.js';
import { type Html, html } from './html.js';

/** A page's bundled script and styles. */
export interface PageFiles {
  readonly script: string;
  readonly styles: string;
}

/** What a page consists of. */
export interface PageParts {
  readonly title: string;
  /** More for the head. */
  readonly head?: Html;
  readonly body?: Html | undefined;
  /**
   * Script and styles within the page itself, which then needs nothing else; or beside it, as `main.js` and `main.css`.
   * Absent: the page has none.
   */
  readonly files?: PageFiles | 'linked';
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

/** A whole HTML page. One that holds its files allows itself nothing from elsewhere. */
export function htmlPage({ title, head = html``, body = html``, files }: PageParts): string {
  const { styles, script } = filesMarkup(files);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}${styles}
</head>
<body>
${body}
${script}
</body>
</html>
`.markup;
}

function filesMarkup(files: PageParts['files']): { readonly styles: Html; readonly script: Html } {
  if (files === undefined) return { styles: html``, script: html`` };
  if (files === 'linked') {
    return {
      styles: html`<link rel="stylesheet" href="main.css">`,
      script: html`<script src="main.js"></script>`,
    };
  }
  return {
    styles: html`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<style>${{ markup: files.styles }}</style>`,
    script: html`<script>${{ markup: files.script.replaceAll('</script', '<\\/script') }}</script>`,
  };
}
