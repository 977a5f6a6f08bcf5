import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { html } from '../../html/html.js';
import { htmlPage } from '../../html/html-page.js';

const redirects = new Set<string>();

/** Starts the program that opens a file; resolves with what tells that it could not. */
export type Opener = (path: string) => Promise<{ once(event: 'error', listener: () => void): unknown }>;

/** Loaded only now: few runs open a page. */
const browser: Opener = async (path) => (await import('open')).default(path);

/**
 * Opens a page in the user's browser; where there is none, its address has been told.
 *
 * Every user of the machine can read a program's command line, so the address, which
 * lets in whoever has it, does not stand there: the browser is given a file that only
 * its owner can read, and that leads on. It is removed on disposal.
 */
export async function openInBrowser(address: string, start: Opener = browser): Promise<Disposable> {
  // A browser that is a snap sees a /tmp of its own, but the home.
  const base = process.platform === 'linux' && existsSync('/snap/bin') ? homedir() : tmpdir();
  const folder = await mkdtemp(join(base, 'nst-video-page-')); // mode 0700
  redirects.add(folder);
  const close = () => {
    rmSync(folder, { recursive: true, force: true });
    redirects.delete(folder);
  };
  try {
    const page = join(folder, 'nst-video.html');
    await writeFile(page, redirectHtml(address), { mode: 0o600, flag: 'wx' });
    const child = await start(page);
    child.once('error', () => {}); // no desktop
  } catch {
    // no browser that could be started
  }
  return { [Symbol.dispose]: close };
}

/** Removes every file that leads to a page, without waiting: for the end at once. */
export function removeRedirectsNow(): void {
  for (const folder of redirects) rmSync(folder, { recursive: true, force: true });
  redirects.clear();
}

/** @param address of ours: letters, digits and what `URL` leaves as it is */
function redirectHtml(address: string): string {
  const { href } = new URL(address);
  const head = html`<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${href}">
`;
  return htmlPage({ title: 'nst-video', head, body: html`<a href="${href}">nst-video</a>` });
}
