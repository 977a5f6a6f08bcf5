import { once } from 'node:events';
import type { PageContent } from '../../preview/server/page-content.js';
import { openServer, type PreviewServer } from '../../preview/server/server.js';
import { print, printAside } from '../terminal/print.js';
import { openInBrowser } from './open-in-browser.js';

/**
 * Serves a page until it is disposed of.
 *
 * @param inBrowser whether the browser is opened as well
 * @param tell is called with the address, before that
 */
export async function openPage(
  content: PageContent,
  inBrowser: boolean,
  tell: (address: string) => void,
): Promise<PreviewServer> {
  const server = await openServer(content);
  tell(server.address);
  const browser = inBrowser ? await openInBrowser(server.address) : undefined;
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      browser?.[Symbol.dispose]();
      await server.close();
    },
  };
}

/**
 * Prints a page's address and serves it until Ctrl-C.
 *
 * @param hint follows the address, on standard error
 * @param whileOpen what is done meanwhile
 */
export async function servePage(
  content: PageContent,
  inBrowser: boolean,
  hint: string,
  signal: AbortSignal,
  whileOpen = async () => {},
): Promise<void> {
  await using _page = await openPage(content, inBrowser, (address) => {
    print(address);
    printAside(hint);
  });
  await whileOpen();
  if (!signal.aborted) await once(signal, 'abort');
}
