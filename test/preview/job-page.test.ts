import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ExplainedFrame } from '../../src/explain/explained-frame.js';
import { createImage, type Image } from '../../src/image.js';
import { resolveOptions } from '../../src/options/resolve.js';
import type { ObservedFrame } from '../../src/pipeline/observed-frame.js';
import { createJobPage, type JobPage } from '../../src/preview/job-page-content.js';
import { resultFacts } from '../../src/preview/results.js';
import { openServer, type PreviewServer } from '../../src/preview/server/server.js';
import type { EvaluationProgress, FrameProgress, PlanProgress } from '../../src/progress.js';
import { writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';
import { inPage, openBrowser, openPage, skip } from './browser.js';

const scratch = scratchFolder();
const width = 64;
const height = 36;
const loss = { content: 1, style: 2, temporal: 0.1, tv: 0.2, keyframe: 0, total: 3.3 };
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let content: JobPage;
let server: PreviewServer;
let stops = 0;

before(async () => {
  if (skip) return;
  chromium = await openBrowser();
});
after(async () => {
  if (!skip) await chromium[Symbol.asyncDispose]();
});

async function begin(options: Parameters<typeof openPage>[2] = {}) {
  stops = 0;
  content = await createJobPage(() => stops++);
  server = await openServer(content);
  const opened = await openPage(chromium.browser, server.address, options);
  return { ...opened, [Symbol.asyncDispose]: () => server.close() };
}

const plan: PlanProgress = {
  way: 'optimising',
  ...{ type: 'plan', kind: 'video', input: '/films/clip.mp4', style: 'starry.jpg', output: 'o.mp4' },
  ...{ sourceWidth: 128, sourceHeight: 72, width, height, frames: 10, fps: 25, duration: 0.4 },
  ...{ outputWidth: width, outputHeight: height },
  ...{ audioStreams: 0, device: 'CPU, 2 threads', model: 'embedded', options: resolveOptions({}) },
};

function evaluation(frame: number, number: number): EvaluationProgress {
  return { type: 'evaluation', frame, scale: 0, scales: 2, evaluation: number, limit: 9, loss };
}

function frameDone(index: number): FrameProgress {
  const seconds = { decode: 0, flow: 0, optimise: 1, encode: 0 };
  return {
    ...{ type: 'frame', index, time: index / 25, shot: 0, evaluations: 9, loss },
    ...{ reliable: index === 0 ? null : 0.9, seconds },
  };
}

/** A frame with one part of the loss. */
function explained(index: number): ExplainedFrame {
  const picture = createImage(width, height);
  return {
    ...{ index, time: index / 25, source: picture, painted: picture, tries: [] },
    advice: ['Turn `--style-weight`.'],
    distances: { content: undefined, style: 0.25, temporal: undefined, tv: undefined, keyframe: undefined },
    parts: [
      {
        ...{ term: 'style', layer: 'relu1_1', loss: 7.5, strength: 1, coarserOnly: false },
        distance: { source: 1, start: 1, painted: 0.25 },
        pull: Float32Array.from({ length: width * height }, (_, p) => p),
      },
    ],
  };
}

/** A picture all of one grey. */
function grey(value: number): Image {
  const image = createImage(width, height);
  image.data.fill(value);
  return image;
}

function observed(index: number, value: number): ObservedFrame {
  const pixels = width * height;
  const guide = () => ({
    flow: { width, height, u: new Float32Array(pixels).fill(-3), v: new Float32Array(pixels) },
    reliability: { width, height, data: new Float32Array(pixels) },
  });
  return {
    ...{ index, time: index / 25, shot: 0, source: grey(0.2), stylized: grey(value) },
    finished: () => grey(value),
    guide: index === 0 ? null : guide,
  };
}

/** Mean red, green, blue and opacity, 0 … 255, of what an image element holds. */
function coloursOf(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluate(
    inPage<number[]>(`(image) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [4, 4];
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0, 4, 4);
      return [...context.getImageData(1, 1, 1, 1).data];
    }`),
  );
}

test('a job on the page: time left, newest frame beside its source, losses, overlays', { skip }, async () => {
  await using opened = await begin();
  const { page, errors } = opened;
  await page.getByText('Getting ready').waitFor();
  content.onProgress(plan);
  await page.getByRole('heading', { level: 1, name: 'clip.mp4' }).waitFor();
  await page.getByText('in the style of starry.jpg · 64 × 36 · 10 frames · CPU, 2 threads').waitFor();
  await page.getByText('The first frame takes the longest').waitFor();
  content.onProgress(evaluation(0, 1));
  await page.getByRole('heading', { name: 'Frame 0, scale 1 of 2' }).waitFor();
  content.onPainted(observed(0, 0.8));
  content.onProgress(frameDone(0));
  content.onProgress({
    ...{ type: 'estimate', done: 1, frames: 10, secondsPerFrame: 2, totalSeconds: 190, leftSeconds: 185 },
  });
  await page.getByText('3 min 05 s left').waitFor();
  await page.locator('.counter', { hasText: 'frame 0' }).waitFor();
  assert.equal((await coloursOf(page, '.layer-source .picture'))[0], 51);
  assert.equal((await coloursOf(page, '.layer-render .picture'))[0], 204);
  assert.equal(await page.getByText('The first frame takes the longest').isVisible(), false);
  assert.equal(await page.locator('.overlay').isVisible(), false);

  await page.getByRole('button', { name: 'Flow' }).click();
  content.onPainted(observed(1, 0.4));
  await page.locator('.counter', { hasText: 'frame 1' }).waitFor();
  await page.getByRole('img', { name: 'Optical flow' }).waitFor();
  const [red, green, blue] = await coloursOf(page, '.overlay');
  assert.ok(green! > 200 && blue! > 200 && red! < 60, `to the left is cyan, got ${[red, green, blue]}`);
  assert.equal((await coloursOf(page, '.layer-render .picture'))[0], 102);
  await page.keyboard.press('r');
  await page.getByRole('img', { name: 'Where the flow is not trusted' }).waitFor();
  assert.ok((await coloursOf(page, '.overlay'))[3]! > 200, 'nothing is trusted: all of it is covered');
  await page.keyboard.press('0');
  await page.locator('.overlay').waitFor({ state: 'hidden' });
  await page.keyboard.press('2');
  assert.equal(await page.locator('.stage').getAttribute('data-view'), 'side');
  assert.deepEqual(errors, []);
});

test('key frames on the plot, the values that `--at` gives the frame shown, and no term without a part', {
  skip,
}, async () => {
  await using opened = await begin();
  const { page, errors } = opened;
  const course = [
    { time: 2, value: 20, step: false },
    { time: 2.4, value: 60, step: false },
  ];
  content.onProgress({
    ...{ ...plan, startTime: 2, firstFrame: 50 },
    keyframes: [
      { index: 3, picture: '/films/third.png' },
      { index: 8, picture: 'eighth.png' },
    ],
    changes: { 'style-weight': course, blend2: [{ time: 0, value: 0.3, step: false }] },
  });
  content.onPainted(observed(0, 0.5));
  content.onProgress(frameDone(0));
  await page.getByText('a diamond a key frame').waitFor();
  const left = async (title: string) => (await page.getByRole('img', { name: title }).boundingBox())!.x;
  const apart = (await left('Key frame 58: eighth.png')) - (await left('Key frame 53: third.png'));
  const { width: axis } = (await page.locator('.chart').last().locator('.u-over').boundingBox())!;
  assert.ok(Math.abs(apart - (axis * 5) / 9) < 2, `five of nine frames apart, got ${apart} of ${axis}`);
  await page.getByText('style-weight 20').waitFor();
  content.onPainted(observed(5, 0.5));
  await page.getByText('style-weight 40').waitFor();
  await page.getByText('blend2 0.3').waitFor();
  assert.equal(await page.locator('.key', { hasText: 'tv' }).isVisible(), true);
  assert.equal(await page.locator('.key', { hasText: 'keyframe' }).isVisible(), false);
  content.onProgress(plan);
  await page.getByText('style-weight').waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('img', { name: 'Key frame' }).count(), 0);
  assert.deepEqual(errors, []);
});

test('a page that comes late is told all there is; several pages see one job', { skip }, async () => {
  await using opened = await begin();
  content.onProgress(plan);
  for (let index = 0; index < 5; index++) {
    content.onPainted(observed(index, index / 10));
    content.onProgress(frameDone(index));
  }
  content.onExplained(explained(4));
  await opened.page.getByRole('heading', { name: 'Why frame 4 looks so' }).waitFor();
  const late = await openPage(chromium.browser, server.address, { width: 360, height: 740, dark: true });
  for (const page of [opened.page, late.page]) {
    await page.locator('.counter', { hasText: 'frame 4' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'clip.mp4' }).waitFor();
    await page.getByText('Turn --style-weight.').waitFor();
    await page.getByRole('img', { name: 'style at relu1_1: distance 0.25, 100 % of the loss' }).waitFor();
  }
  assert.equal(await late.page.evaluate('document.documentElement.scrollWidth'), 360);
  assert.deepEqual(late.errors, []);
  await late.page.close();
});

test('the stop button stops, once, and the page says how it ended', { skip }, async () => {
  await using opened = await begin();
  const { page, errors } = opened;
  content.onProgress(plan);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('stopping after the current evaluation').waitFor();
  assert.equal(stops, 1);
  assert.equal(await page.getByRole('button', { name: 'Stop' }).isDisabled(), true);
  const text = 'Stopped from the preview page; 3 of 10 frames are kept';
  await content.end({ outcome: 'stopped', text, results: [] });
  await page.getByText('3 of 10 frames are kept').waitFor();
  await server.close();
  await page.waitForTimeout(100);
  assert.equal(await page.getByRole('alert').isVisible(), false, 'a job that is over is no trouble');
  assert.deepEqual(errors, []);
});

test('a job that is done links to its result, which is still there when the server has gone', {
  skip,
}, async () => {
  await using opened = await begin();
  const { page, errors } = opened;
  content.onProgress(plan);
  await page.getByRole('heading', { level: 1, name: 'clip.mp4' }).waitFor();
  const file = join(scratch, 'result.png');
  await writePicture(file);
  const results = [await resultFacts(file), await resultFacts(join(scratch, 'gone.mp4'))];
  assert.deepEqual(
    results.map(({ name, fetched }) => [name, fetched]),
    [
      ['result.png', true],
      ['gone.mp4', false],
    ],
  );
  await content.end({ outcome: 'done', text: 'Done: result.png', results });
  await server.finish(20_000);
  const link = page.getByRole('link', { name: 'result.png' });
  await link.waitFor();
  const [shown] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await shown.locator('img').waitFor();
  const width = await shown.locator('img').evaluate(inPage<number>('(image) => image.naturalWidth'));
  assert.equal(width, 48);
  await page.getByText(results[1]?.path as string).waitFor();
  assert.deepEqual(errors, []);
});

test('a process that is gone is told of', { skip }, async () => {
  await using opened = await begin();
  content.onProgress(plan);
  await opened.page.getByRole('heading', { level: 1, name: 'clip.mp4' }).waitFor();
  await server.close();
  await opened.page.getByRole('alert').getByText('its process has quit').waitFor();
});

test('pictures are made only when a page asks, of the two newest frames', async () => {
  const own = await createJobPage(() => {});
  const made: number[] = [];
  for (let index = 1; index <= 5; index++) {
    const { guide, ...frame } = observed(index, 0.5);
    own.onPainted({
      ...frame,
      guide: () => {
        made.push(index);
        return guide!();
      },
    });
  }
  assert.deepEqual(made, [], 'nobody has asked');
  assert.equal(await own.find('picture/flow/3'), undefined, 'passed over');
  const [first, again] = await Promise.all([own.find('picture/flow/5'), own.find('picture/flow/5')]);
  assert.ok(first?.kind === 'bytes' && again?.kind === 'bytes' && first.body === again.body);
  assert.deepEqual(made, [5], 'made once');
  assert.equal((await own.find('picture/source/4'))?.kind, 'bytes');
  for (const path of ['picture/flow/', 'picture/style/5', 'picture/__proto__/5', 'picture/flow/5/..']) {
    assert.equal(await own.find(path), undefined, path);
  }
});
