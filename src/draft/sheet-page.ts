import { htmlPage, readPageFiles } from '../html/html-page.js';
import { type PageContent, pageContents } from '../preview/server/page-content.js';
import type { Sheet } from './sheet.js';
import { sheetBody } from './sheet-html.js';

const pageFolder = new URL('./page/', import.meta.url);

/** A contact sheet as one file that needs nothing else. */
export async function sheetFile(sheet: Sheet): Promise<string> {
  const files = await readPageFiles(pageFolder);
  return htmlPage({ title: titleOf(sheet), body: sheetBody(sheet), files });
}

/** A contact sheet to be served. */
export async function sheetPage(sheet: Sheet): Promise<PageContent> {
  const contents = await pageContents(pageFolder, titleOf(sheet), sheetBody(sheet));
  return { find: (path) => contents.get(path) };
}

function titleOf({ input }: Sheet): string {
  return `${input}: drafts – nst-video`;
}
