/**
 * Measures the preview page in a real browser:
 * `node dist/bench/preview.js [--source VIDEO] [--render VIDEO] [--seeks N]`.
 *
 * Prints the size of the page's code, the seconds from the server's start to
 * the first point of the chart, with the measuring begun at the same moment, and
 * the milliseconds from a click into the chart until both clips show the frame.
 * Default: our fixture clip beside itself. Needs Chromium (CHROMIUM_PATH, or /usr/bin/chromium).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { readPageFiles } from '../src/html/html-page.js';
import { alignClips } from '../src/metrics/align/align-clips.js';
import { createClipsPage } from '../src/preview/clips-page-content.js';
import { openServer } from '../src/preview/server/server.js';

const { values } = parseArgs({
  options: { source: { type: 'string' }, render: { type: 'string' }, seeks: { type: 'string' } },
});
const fixture = fileURLToPath(new URL('../../fixtures/valley.mp4', import.meta.url));
const source = values.source ?? fixture;
const render = values.render ?? source;
const seeks = Number(values.seeks ?? 30);

const files = await readPageFiles(new URL('../src/preview/page/', import.meta.url));
const [script, styles] = [files.script, files.styles].map((text) => Buffer.byteLength(text) / 1000);
process.stdout.write(`page code: ${script} kB of script, ${styles} kB of styles\n`);

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const folder = await mkdtemp(join(tmpdir(), 'nst-video-bench-'));
const stopping = new AbortController();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const alignment = await alignClips([render], source, { size: 512 });
  await using content = await createClipsPage(alignment, {
    gaps: [1, 10],
    folder,
    copies: false,
    definitions: [],
    signal: stopping.signal,
  });
  await using server = await openServer(content);
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // as the command does
  const began = performance.now();
  const measured = content.measure().catch(() => {});
  await page.goto(server.address);
  // The first frame has no pair: its values are a chart's first where there are two.
  await page.locator('.progress p', { hasText: /measured ([2-9]|\d\d)/ }).waitFor();
  process.stdout.write(`first point of the chart: ${((performance.now() - began) / 1000).toFixed(2)} s\n`);
  const during = await seekTimes(page, Math.min(10, seeks));
  process.stdout.write(`seek while measuring: ${summary(during)}\n`);
  stopping.abort();
  await measured;
  process.stdout.write(`seek: ${summary(await seekTimes(page, seeks))}\n`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

/** Milliseconds from clicks all over the chart until both clips have sought. */
async function seekTimes(page: Page, count: number): Promise<number[]> {
  await page.locator('.waiting').waitFor({ state: 'hidden', timeout: 300_000 });
  return page.evaluate(`(async () => {
    const over = document.querySelector('.u-over');
    const videos = [...document.querySelectorAll('video')];
    const times = [];
    for (let i = 0; i < ${count}; i++) {
      const { left, top, width } = over.getBoundingClientRect();
      const place = { clientX: left + width * (((i * 61) % 97) / 97), clientY: top + 20 };
      const sought = Promise.all(videos.map((v) => new Promise((r) => v.addEventListener('seeked', r, { once: true }))));
      const began = performance.now();
      over.setPointerCapture = () => {};
      over.dispatchEvent(new PointerEvent('pointerdown', { ...place, button: 0, bubbles: true }));
      await sought;
      await new Promise((r) => requestAnimationFrame(r));
      times.push(performance.now() - began);
      await new Promise((r) => setTimeout(r, 30));
    }
    return times;
  })()`);
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(0);
  return `${at(0.5)} ms median, ${at(1)} ms at most, of ${sorted.length}`;
}
