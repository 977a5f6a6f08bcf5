import { readPageFiles } from '../html/page-files.js';
import type { Content, Show } from '../preview/server/page-content.js';
import type { Sheet } from './sheet.js';
import { sheetHtml } from './sheet-html.js';

const pageFolder = new URL('./page/', import.meta.url);

/** A contact sheet as one file that needs nothing else. */
export async function sheetFile(sheet: Sheet): Promise<string> {
  return sheetHtml(sheet, { inline: await readPageFiles(pageFolder) });
}

/** A contact sheet to be served. */
export async function sheetShow(sheet: Sheet): Promise<Show> {
  const { script, styles } = await readPageFiles(pageFolder);
  const contents: ReadonlyMap<string, Content> = new Map([
    ['', { kind: 'bytes', type: 'text/html; charset=utf-8', body: sheetHtml(sheet, 'linked') }],
    ['main.js', { kind: 'bytes', type: 'text/javascript; charset=utf-8', body: script }],
    ['main.css', { kind: 'bytes', type: 'text/css; charset=utf-8', body: styles }],
  ]);
  return { actions: {}, find: (path) => contents.get(path) };
}
