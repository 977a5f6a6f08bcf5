import open from 'open';

/** Opens a page in the user's browser; where there is none, its address has been told. */
export async function openInBrowser(address: string): Promise<void> {
  try {
    const child = await open(address);
    child.once('error', () => {}); // no desktop
  } catch {
    // no browser that could be started
  }
}
