import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const found = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** Why tests of the page are left out; false where there is a browser to run them in. */
export const skip: string | false = found === undefined ? 'no Chromium is installed' : false;

/** A browser of our own, closed with its scope. */
export async function openBrowser(): Promise<{ readonly browser: Browser } & AsyncDisposable> {
  const browser = await chromium.launch({ executablePath: found as string, args: ['--no-sandbox'] });
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}

/** A page that collects what went wrong on it: exceptions, and errors told on its console. */
export async function openPage(
  browser: Browser,
  address: string,
  { width = 1000, height = 800, dark = false }: { width?: number; height?: number; dark?: boolean } = {},
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.setDefaultTimeout(30_000);
  await page.goto(address);
  return { page, errors };
}

/**
 * A function to run in the page, from its source: the tests themselves are
 * compiled without the browser's types.
 */
export function inPage<T>(source: string): (element: unknown) => T {
  return new Function(`return ${source}`)() as (element: unknown) => T;
}

/** The contrast of an element's text with what is behind it (WCAG 2.1), 1 … 21. */
export function contrastOf(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate(
      inPage<number>(`(element) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const paint = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
    const behind = [];
    for (let at = element; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const luminance = (colours) => {
      for (const colour of colours) paint(colour);
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
        .map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [a, b] = [luminance(behind), luminance([...behind, getComputedStyle(element).color])];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }`),
    );
}
