import type { Html } from '../../html/html.js';
import { htmlPage, readPageFiles } from '../../html/html-page.js';
import type { EventChannel } from './event-channel.js';

/** What a path leads to; a file without a media type has that of its name. */
export type Content =
  | { readonly kind: 'bytes'; readonly type: string; readonly body: string | Uint8Array }
  | { readonly kind: 'file'; readonly type?: string; readonly path: string }
  | { readonly kind: 'events'; readonly channel: EventChannel };

/** What a server serves: a page with all that belongs to it, by names of its own, never by paths of the file system. */
export interface PageContent {
  /**
   * The content at a path below the token; undefined where there is none.
   * The path is as the client wrote it, escapes included, and not to be trusted.
   */
  find(path: string): Content | undefined | Promise<Content | undefined>;
  /** What a POST to each of these paths does. */
  readonly actions?: Readonly<Record<string, () => void>>;
}

/** Text or bytes of a media type. */
export function bytes(type: string, body: string | Uint8Array): Content {
  return { kind: 'bytes', type, body };
}

/** A page and its two files, by the paths under which they ask for each other. @throws as `readPageFiles` */
export async function pageContents(folder: URL, title: string, body?: Html): Promise<Map<string, Content>> {
  const { script, styles } = await readPageFiles(folder);
  return new Map([
    ['', bytes('text/html; charset=utf-8', htmlPage({ title, body, files: 'linked' }))],
    ['main.js', bytes('text/javascript; charset=utf-8', script)],
    ['main.css', bytes('text/css; charset=utf-8', styles)],
  ]);
}

/** The page of `preview`, with the facts that it fetches first and the events that follow. */
export async function previewContents(
  title: string,
  facts: unknown,
  channel: EventChannel,
): Promise<ReadonlyMap<string, Content>> {
  const contents = await pageContents(new URL('../page/', import.meta.url), title);
  contents.set('show.json', bytes('application/json', JSON.stringify(facts)));
  return contents.set('events', { kind: 'events', channel });
}
