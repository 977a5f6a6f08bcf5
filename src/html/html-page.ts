import { type Html, html } from './html.js';
import type { PageFiles } from './page-files.js';

/** What a page consists of. */
export interface PageParts {
  readonly title: string;
  readonly body?: Html;
  /** Script and styles within the page itself, which then needs nothing else; or beside it, as `main.js` and `main.css`. */
  readonly files: PageFiles | 'linked';
}

/** A whole HTML page. One that holds its files allows itself nothing from elsewhere. */
export function htmlPage({ title, body = html``, files }: PageParts): string {
  const head =
    files === 'linked'
      ? html`<link rel="stylesheet" href="main.css">`
      : html`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<style>${{ markup: files.styles }}</style>`;
  const script =
    files === 'linked'
      ? html`<script src="main.js"></script>`
      : html`<script>${{ markup: files.script.replaceAll('</script', '<\\/script') }}</script>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body}
${script}
</body>
</html>
`.markup;
}
