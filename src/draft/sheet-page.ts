import { htmlPage } from '../html/html-page.js';
import { readPageFiles } from '../html/page-files.js';
import { type PageContent, pageContents } from '../preview/server/page-content.js';
import type { Sheet } from './sheet.js';
import { sheetBody } from './sheet-html.js';

const pageFolder = new URL('./page/', import.meta.url);

/** A contact sheet as one file that needs nothing else. */
export async function sheetFile(sheet: Sheet): Promise<string> {
  return htmlPage({ ...partsOf(sheet), files: await readPageFiles(pageFolder) });
}

/** A contact sheet to be served. */
export async function sheetPage(sheet: Sheet): Promise<PageContent> {
  const contents = pageContents(partsOf(sheet), await readPageFiles(pageFolder));
  return { actions: {}, find: (path) => contents.get(path) };
}

function partsOf(sheet: Sheet) {
  return { title: `${sheet.input}: drafts – nst-video`, body: sheetBody(sheet) };
}
