import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { alignClips } from '../../src/metrics/align/align-clips.js';
import { createClipsPage } from '../../src/preview/clips-page-content.js';
import { openServer, type PreviewServer } from '../../src/preview/server/server.js';
import { scratchFolder } from '../cli/run-cli.js';
import { contrastOf, inPage, openBrowser, openPage, skip } from './browser.js';
import { numbered, numberShown, writeNumberedClip } from './numbered-clip.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let server: PreviewServer;
let measured: Promise<void>;
const last = numbered.frames - 1;

before(async () => {
  if (skip) return;
  folder = await scratchFolder();
  chromium = await openBrowser();
  const path = (name: string) => join(folder.path, name);
  await Promise.all([
    writeNumberedClip(path('clip.mp4')),
    writeNumberedClip(path('calm.mp4'), 4),
    writeNumberedClip(path('rough.mp4'), 40),
  ]);
  await mkdir(path('work'));
  const alignment = await alignClips([path('calm.mp4'), path('rough.mp4')], path('clip.mp4'));
  const content = await createClipsPage(alignment, {
    ...{ gaps: [1, 5], folder: path('work'), copies: false, definitions: ['A definition.'] },
  });
  server = await openServer(content);
  measured = content.measure();
});
after(async () => {
  if (skip) return;
  await measured;
  await server.close();
  await chromium[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A page on which both clips are loaded and all is measured. */
async function readyPage(options: Parameters<typeof openPage>[2] = {}) {
  const opened = await openPage(chromium.browser, server.address, options);
  await opened.page.locator('progress').waitFor({ state: 'hidden' });
  await shows(opened.page, 0);
  return opened;
}

/** Waits until both clips show the frame, and so says the counter. */
async function shows(page: Page, frame: number): Promise<void> {
  await page
    .locator('.counter', { hasText: `frame ${frame} (${frame + 1} of ${numbered.frames})` })
    .waitFor();
  let seen: number[] = [];
  for (let i = 0; i < 200; i++) {
    seen = await Promise.all([numberShown(page, 'source'), numberShown(page, 'render')]).catch(() => []);
    if (seen[0] === frame && seen[1] === frame) return;
    await page.waitForTimeout(50);
  }
  assert.deepEqual(seen, [frame, frame], 'frames on the screen');
}

test('the page fills in: chart, figures, worst frames, cuts, and no error', { skip }, async () => {
  const { page, errors } = await readyPage();
  assert.equal(await page.title(), 'calm.mp4 – nst-video');
  await page.getByRole('heading', { level: 1, name: 'calm.mp4' }).waitFor();
  const row = page.getByRole('row', { name: /^Warping error × 10⁻³/ });
  const [source, calm, rough] = (await row.getByRole('cell').allTextContents()).map((text) =>
    Number.parseFloat(text),
  );
  assert.ok(source! < calm! && calm! < rough!, `${source}, ${calm}, ${rough}`);
  await page
    .getByRole('button', { name: /^0:0\d\.\d\d frame \d+ / })
    .nth(2)
    .waitFor();
  assert.ok((await page.locator('.chart canvas').count()) > 0);
  await page.getByRole('combobox', { name: 'What the chart shows' }).selectOption('luminance');
  await page.getByText('should follow the source').waitFor();
  await page.getByText(/^How it was measured: at 160 × 96/).click();
  await page.getByText('A definition.').waitFor();
  assert.deepEqual(errors, []);
  await page.close();
});

test('the arrow keys go to exactly the next frame, of both clips', { skip }, async () => {
  const { page } = await readyPage();
  const press = (...keys: string[]) =>
    keys.reduce((p, key) => p.then(() => page.keyboard.press(key)), Promise.resolve());
  await press('ArrowRight');
  await shows(page, 1);
  await press('ArrowRight', 'ArrowRight', 'ArrowRight');
  await shows(page, 4);
  await press('ArrowLeft');
  await shows(page, 3);
  await press('Shift+ArrowRight');
  await shows(page, 13);
  await press('End');
  await shows(page, last);
  await press('ArrowRight', 'ArrowLeft');
  await shows(page, last - 1);
  await press('Home');
  await shows(page, 0);
  for (let frame = 1; frame <= 8; frame++) {
    await press('ArrowRight');
    await shows(page, frame);
  }
  await page.close();
});

test('a page of a part of the clip opens on the same frame of both', { skip }, async () => {
  const path = (name: string) => join(folder.path, name);
  const range = { start: '9f', end: '15f' };
  const alignment = await alignClips([path('calm.mp4')], path('clip.mp4'), range);
  const content = await createClipsPage(alignment, {
    ...{ gaps: [1], folder: path('work'), copies: false, definitions: [] },
  });
  await using part = await openServer(content);
  const { page } = await openPage(chromium.browser, part.address);
  await page.locator('.counter', { hasText: 'frame 9 (1 of 6)' }).waitFor();
  await page.locator('.waiting').waitFor({ state: 'hidden' });
  let seen: number[] = [];
  for (let i = 0; i < 100 && !(seen[0] === 9 && seen[1] === 9); i++) {
    await page.waitForTimeout(50);
    seen = await Promise.all([numberShown(page, 'source'), numberShown(page, 'render')]).catch(() => []);
  }
  assert.deepEqual(seen, [9, 9]);
  await page.close();
});

test('J plays backward and stops at the first frame, L plays and speeds up, K pauses', { skip }, async () => {
  const { page, errors } = await readyPage();
  const paused = () => page.getByRole('button', { name: 'Play (space)' }).waitFor();
  const playing = () => page.getByRole('button', { name: 'Pause (space)' }).waitFor();
  await page.keyboard.press('End');
  await shows(page, last);
  await page.keyboard.press('j');
  await playing();
  await page.waitForTimeout(150);
  await page.keyboard.press('k');
  await paused();
  const counter = (await page.locator('.counter').textContent()) ?? '';
  const frame = Number(/frame (\d+)/.exec(counter)?.[1]);
  assert.ok(frame < last, counter);
  await shows(page, frame);
  for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
  await paused();
  await shows(page, 0);
  const rate = () => page.locator('.layer-source video').evaluate(inPage<number>('(v) => v.playbackRate'));
  await page.keyboard.press('l');
  assert.equal(await rate(), 1);
  await page.keyboard.press('l');
  assert.equal(await rate(), 2);
  await page.keyboard.press('k');
  await paused();
  assert.equal(await rate(), 1);
  assert.deepEqual(errors, []);
  await page.close();
});

test('Z shows a pixel of the clip on a pixel of the screen; the wheel moves both pictures', {
  skip,
}, async () => {
  const { page, errors } = await readyPage({ width: 360, height: 700 });
  const places = async () => {
    const films = ['.layer-source video', '.layer-render video'].map((film) => page.locator(film));
    return await Promise.all(films.map((film) => film.boundingBox()));
  };
  const [before] = await places();
  await page.keyboard.press('z');
  const [source, render] = await places();
  assert.deepEqual([source!.width, source!.height], [numbered.width, numbered.height]);
  assert.deepEqual(source, render);
  const stage = (await page.locator('.stage').boundingBox())!;
  assert.ok(Math.abs(source!.x + source!.width / 2 - stage.x - stage.width / 2) <= 1, 'in the middle');
  assert.equal(await page.getByRole('button', { name: '1:1' }).getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('z');
  assert.deepEqual((await places())[0], before);

  // As on a screen that shows four pixels of the page in one of its own: larger than the stage.
  await page
    .locator('body')
    .evaluate(inPage<void>("() => void Object.defineProperty(window, 'devicePixelRatio', { value: 0.25 })"));
  await page.keyboard.press('z');
  const [large] = await places();
  assert.equal(large!.width, 4 * numbered.width);
  await page.mouse.move(stage.x + stage.width / 2, stage.y + stage.height / 2);
  await page.mouse.wheel(30, 20);
  await page.waitForTimeout(100);
  const [moved, other] = await places();
  assert.deepEqual([moved!.x, moved!.y], [large!.x - 30, large!.y - 20]);
  assert.deepEqual(moved, other);
  await page.mouse.wheel(5000, 0);
  await page.waitForTimeout(100);
  const [border] = await places();
  assert.ok(Math.abs(border!.x + border!.width - stage.x - stage.width) <= 1, 'no farther than its border');
  assert.deepEqual(errors, []);
  await page.close();
});

test('a click into the chart goes there, a drag follows, and so does the slider', { skip }, async () => {
  const { page } = await readyPage();
  const box = (await page.locator('.chart .u-over').boundingBox())!;
  const at = (frame: number) => [box.x + (box.width * frame) / last, box.y + 40] as const;
  await page.mouse.click(...at(20));
  await shows(page, 20);
  await page.mouse.move(...at(5));
  await page.mouse.down();
  await shows(page, 5);
  await page.mouse.move(...at(11));
  await shows(page, 11);
  await page.mouse.up();
  await page.mouse.move(...at(25));
  await shows(page, 11);
  await page.getByRole('slider', { name: 'Frame' }).fill('7');
  await shows(page, 7);
  await page
    .getByRole('button', { name: /^0:0\d\.\d\d frame \d+ / })
    .first()
    .click();
  const text = await page
    .getByRole('button', { name: /^0:0\d\.\d\d frame \d+ / })
    .first()
    .textContent();
  await shows(page, Number(/frame (\d+)/.exec(text ?? '')?.[1]));
  await page.close();
});

test('the space bar plays and pauses; both clips stop at one frame', { skip }, async () => {
  const { page, errors } = await readyPage();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.waitForTimeout(400);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play' }).first().waitFor();
  const counter = await page.locator('.counter').textContent();
  const frame = Number(/frame (\d+)/.exec(counter ?? '')?.[1]);
  assert.ok(frame > 0, counter ?? '');
  await shows(page, frame);
  await page.keyboard.press('Space'); // to the end, where it stops by itself
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Play (space)' }).waitFor();
  await shows(page, last);
  assert.deepEqual(errors, []);
  await page.close();
});

test('wipe, side by side and flip, by keys, by buttons and by the pointer', { skip }, async () => {
  const { page } = await readyPage();
  const stage = page.locator('.stage');
  const wipe = page.getByRole('slider', { name: 'Divider between source and render' });
  const box = (await stage.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + 30);
  await page.mouse.up();
  assert.equal(await wipe.getAttribute('aria-valuenow'), '25');
  assert.match(
    await page.locator('.layer-render').evaluate(inPage<string>('(e) => getComputedStyle(e).clipPath')),
    /25%/,
  );
  await wipe.focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await wipe.getAttribute('aria-valuenow'), '27');
  await shows(page, 0); // the arrow moved the border, not the clip
  await wipe.blur();

  await page.keyboard.press('2');
  assert.equal(await wipe.isVisible(), false);
  const [left, right] = [
    await page.locator('.layer-source').boundingBox(),
    await page.locator('.layer-render').boundingBox(),
  ];
  assert.ok(
    left!.x + left!.width <= right!.x && left!.width === right!.width,
    'beside each other, of one size',
  );
  await page.keyboard.press('3');
  assert.equal(await page.locator('.layer-render').isVisible(), true);
  await page.keyboard.press('f');
  assert.equal(await page.locator('.layer-render').isVisible(), false);
  await stage.click();
  assert.equal(await page.locator('.layer-render').isVisible(), true);
  await page.getByRole('button', { name: 'Wipe' }).click();
  assert.equal(await wipe.isVisible(), true);
  const pressed = page.getByRole('group', { name: 'View' }).locator('[aria-pressed=true]');
  assert.deepEqual(await pressed.allTextContents(), ['Wipe']);
  await page.close();
});

test('another render takes the place of the first at the same frame; its heat map lies over it', {
  skip,
}, async () => {
  const { page, errors } = await readyPage();
  await page.getByRole('slider', { name: 'Frame' }).fill('9');
  await shows(page, 9);
  await page.getByRole('button', { name: 'rough.mp4' }).click();
  await page.getByRole('heading', { level: 1, name: 'rough.mp4' }).waitFor();
  await shows(page, 9);
  await page.locator('.layer-render video[aria-label="rough.mp4"]').waitFor();
  await shows(page, 9);
  const heat = page.getByRole('img', { name: 'Heat map of the warping error' });
  assert.equal(await heat.isVisible(), false);
  await page.keyboard.press('h');
  await heat.waitFor();
  assert.match((await heat.getAttribute('src')) ?? '', /heat\/1\/9$/);
  await page.keyboard.press('ArrowRight');
  await page.locator('.overlay[src$="heat/1/10"]').waitFor();
  await page.getByRole('slider', { name: 'Frame' }).fill(String(numbered.cut)); // no pair across the cut
  await heat.waitFor({ state: 'hidden' });
  await page.keyboard.press('h');
  await page.keyboard.press('[');
  await page.getByRole('heading', { level: 1, name: 'calm.mp4' }).waitFor();
  assert.deepEqual(errors, []);
  await page.close();
});

test('? shows the keys; Escape closes them', { skip }, async () => {
  const { page } = await readyPage();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  assert.ok((await help.locator('kbd').count()) > 12);
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });
  await page.close();
});

for (const dark of [false, true]) {
  test(`readable in ${dark ? 'dark' : 'light'}, and the other by T`, { skip }, async () => {
    const { page } = await readyPage({ dark });
    const lightness = () =>
      page
        .locator('body')
        .evaluate(inPage<number>('(e) => Number(/\\d+/.exec(getComputedStyle(e).backgroundColor)[0])'));
    const legible = async () => {
      for (const selector of [
        'h1',
        '.title p',
        '.counter',
        '.meaning',
        '.figures td',
        '.figures small',
        '.choice button',
        '.choice [aria-pressed=true]',
        '.worst button',
        '.notes',
      ]) {
        const contrast = await contrastOf(page, selector);
        assert.ok(contrast >= 4.5, `${selector}: ${contrast}`);
      }
    };
    assert.ok(dark ? (await lightness()) < 60 : (await lightness()) > 200);
    await legible();
    await page.keyboard.press('t');
    assert.ok(dark ? (await lightness()) > 200 : (await lightness()) < 60);
    await legible();
    await page.close();
  });
}

test('at 360 pixels nothing sticks out, and every control can be reached', { skip }, async () => {
  const { page } = await readyPage({ width: 360, height: 740 });
  for (const view of ['1', '2', '3']) {
    await page.keyboard.press(view);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, `view ${view}`);
  }
  for (const button of await page.locator('button:visible').all()) {
    if (await button.evaluate(inPage<boolean>('(e) => Boolean(e.closest(".scroll"))'))) continue;
    const { x, width } = (await button.boundingBox())!;
    assert.ok(x >= 0 && x + width <= 360, (await button.textContent()) ?? '');
  }
  await page.close();
});

test('every control has a name that a screen reader can say', { skip }, async () => {
  const { page } = await readyPage();
  const nameless = await page
    .locator('button, input, select, [role=slider], video, img:visible, progress')
    .evaluateAll(
      inPage<string[]>(
        `(all) => all.filter((e) => !(e.getAttribute('aria-label') || e.getAttribute('alt') || e.textContent.trim())).map((e) => e.outerHTML)`,
      ),
    );
  assert.deepEqual(nameless, []);
  await page.close();
});
