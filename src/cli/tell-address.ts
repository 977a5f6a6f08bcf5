import open from 'open';

/** Prints where a page is served, and opens it in the browser where that is wanted. */
export async function tellAddress(address: string, inBrowser: boolean): Promise<void> {
  process.stdout.write(`${address}\n`);
  process.stderr.write('Ctrl-C ends the page.\n');
  if (!inBrowser) return;
  try {
    const child = await open(address);
    child.once('error', () => {}); // no browser, or no desktop: the address stands above
  } catch {
    process.stderr.write('No browser could be opened: open the address yourself.\n');
  }
}
