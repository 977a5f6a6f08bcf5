import { htmlPage, type PageParts } from '../../html/html-page.js';
import type { PageFiles } from '../../html/page-files.js';
import type { EventChannel } from './event-channel.js';

/** What a path leads to. */
export type Content =
  | { readonly kind: 'bytes'; readonly type: string; readonly body: string | Uint8Array }
  | { readonly kind: 'file'; readonly type: string; readonly path: string }
  | { readonly kind: 'events'; readonly channel: EventChannel };

/** What a server serves: a page with all that belongs to it, by names of its own, never by paths of the file system. */
export interface PageContent {
  /**
   * The content at a path below the token; undefined where there is none.
   * The path is as the client wrote it, escapes included, and not to be trusted.
   */
  find(path: string): Content | undefined | Promise<Content | undefined>;
  /** What a POST to each of these paths does. */
  readonly actions: Readonly<Record<string, () => void>>;
}

/** Text or bytes of a media type. */
export function bytes(type: string, body: string | Uint8Array): Content {
  return { kind: 'bytes', type, body };
}

/** A page and its two files, by the paths under which they ask for each other. */
export function pageContents(
  page: Omit<PageParts, 'files'>,
  { script, styles }: PageFiles,
): ReadonlyMap<string, Content> {
  return new Map([
    ['', bytes('text/html; charset=utf-8', htmlPage({ ...page, files: 'linked' }))],
    ['main.js', bytes('text/javascript; charset=utf-8', script)],
    ['main.css', bytes('text/css; charset=utf-8', styles)],
  ]);
}
