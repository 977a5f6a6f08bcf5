import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { renderCut } from '../../fixtures/scene.js';
import { writeClip } from '../../fixtures/write-files.js';
import { runCli, scratchFolder } from '../cli/run-cli.js';
import { randomNormal } from '../stylize/random-network.js';

const executablePath = '/usr/bin/chromium';
const skip = existsSync(executablePath) ? false : 'no Chromium is installed in /usr/bin';
const codec = '-c:v libx264 -preset ultrafast -crf 8 -pix_fmt yuv420p'.split(' ');
/** Where screenshots go, to be looked at; nowhere if not set. */
const screenshots = process.env.SCREENSHOTS;

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let browser: Browser | undefined;
let text = '';
const awkward = `rough <b>&amp; "loud".mp4`;

before(async () => {
  folder = await scratchFolder();
  const at = (name: string) => join(folder.path, name);
  const source = renderCut({ width: 96, height: 64, frames: 20, background: [1, 0], objects: [] }, 12);
  const noisy = (deviation: number) =>
    source.map((frame, t) => {
      const noise = randomNormal(frame.data.length, 70 + t, deviation);
      return { ...frame, data: frame.data.map((v, i) => Math.min(Math.max(v + noise[i]!, 0), 1)) };
    });
  await writeClip(at('source.mp4'), source, { frameRate: '10', codec });
  await writeClip(at(awkward), noisy(0.1), { frameRate: '10', codec });
  await writeClip(at('fine.mp4'), noisy(0.03), { frameRate: '10', codec });
  const { code, stderr } = await runCli(
    ['metrics', awkward, '--source', 'source.mp4', '--compare', 'fine.mp4', '--html', 'report.html'],
    { cwd: folder.path },
  );
  assert.equal(code, 0, stderr);
  text = await readFile(at('report.html'), 'utf8');
  if (!skip) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  await folder[Symbol.asyncDispose]();
});

test('one file that names no address, escapes names and prints what was measured', () => {
  const addresses = text.match(/(?:https?:)?\/\/[\w.-]+\.\w{2,}/g) ?? [];
  assert.deepEqual(
    addresses.filter((address) => !address.includes('www.w3.org')),
    [],
  );
  assert.ok(text.includes('rough &lt;b&gt;&amp;amp; &quot;loud&quot;.mp4'));
  assert.ok(!text.includes('rough <b>'));
  for (const part of [
    'dense inverse search',
    '</b> flickers strongly',
    'fine.mp4 is the steadiest of them.',
    'docs/metrics.md',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(text.split('data:image/jpeg;base64,').length - 1 >= 2 * 2 * 4, 'pictures of both renders');
});

for (const [scheme, width] of [
  ['light', 1000],
  ['dark', 1000],
  ['light', 360],
  ['dark', 360],
] as const) {
  test(`in Chromium, ${scheme}, ${width} px wide: charts drawn, nothing asked of a network`, {
    skip,
  }, async () => {
    const page = await browser!.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    page.setDefaultTimeout(15_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('request', (request) => /^(file|data):/.test(request.url()) || problems.push(request.url()));
    await page.goto(pathToFileURL(join(folder.path, 'report.html')).href);
    await page.waitForSelector('.measure:last-child canvas');
    assert.equal(
      await page.locator('.measure').count(),
      7,
      'three gaps fit into a shot, nothing is still: tOF and three levels',
    );
    assert.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= width, 'it fits');
    const ink = await page.evaluate(inkOfCharts);
    assert.ok(
      (ink as number[]).every((share) => share > 0.002),
      `drawn: ${ink}`,
    );
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    const [red] = String(background).match(/\d+/g)!.map(Number);
    assert.ok(scheme === 'light' ? red! > 200 : red! < 60, `${background}`);
    await page.locator('.u-over').first().hover();
    await page.waitForFunction("document.querySelector('.measure:last-child .moment').textContent !== ''");
    const moment = await page.locator('.moment').last().textContent();
    assert.match(moment ?? '', /^\d\.\d\d s$/, 'all charts follow the pointer over the first');
    assert.match((await page.locator('.legend output').first().textContent()) ?? '', /^\d\.\d\de-\d$/);
    const broken = await page.evaluate('[...document.images].filter((image) => !image.naturalWidth).length');
    assert.equal(broken, 0);
    if (screenshots) {
      await mkdir(screenshots, { recursive: true });
      await writeFile(
        join(screenshots, `report-${scheme}-${width}.png`),
        await page.screenshot({ fullPage: true }),
      );
    }
    await page.close();
    assert.deepEqual(problems, []);
  });
}

/** Of each chart, the share of its canvas that is painted; runs in the page. */
const inkOfCharts = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted++;
  return painted / (data.length / 4);
})`;
