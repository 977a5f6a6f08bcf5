import type { EventChannel } from './event-channel.js';

/** What a path leads to. */
export type Content =
  | { readonly kind: 'bytes'; readonly type: string; readonly body: string | Uint8Array }
  | { readonly kind: 'file'; readonly type: string; readonly path: string }
  | { readonly kind: 'events'; readonly channel: EventChannel };

/** What a server shows. It answers by names of its own, never by paths of the file system. */
export interface Show {
  /**
   * What lies at a path below the token; undefined where there is nothing.
   * The path is as the client wrote it, escapes included, and not to be trusted.
   */
  find(path: string): Content | undefined | Promise<Content | undefined>;
  /** What a POST to each of these paths does. */
  readonly actions: Readonly<Record<string, () => void>>;
}
