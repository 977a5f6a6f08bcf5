import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openBrowser, openPage, skip } from '../../preview/browser.js';
import { painterFile } from '../../stylize/style-network/painter-file.js';
import { makeClip } from '../make-clip.js';
import { runCli, scratchFolder, writePicture } from '../run-cli.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
const run = (args: readonly string[]) =>
  runCli(args, { cwd: folder.path, env: { TMPDIR: join(folder.path, 'tmp') } });

before(async () => {
  folder = await scratchFolder();
  await makeClip(join(folder.path, 'clip.mp4'), 12);
  await writePicture(join(folder.path, 'a<b>.png'));
  await writePicture(join(folder.path, 'c.png'), 40, 40);
  await mkdir(join(folder.path, 'tmp'));
});
after(() => folder[Symbol.asyncDispose]());

/** What of ours lies in the temporary folder; the engine leaves things of its own there. */
const ours = async () =>
  (await readdir(join(folder.path, 'tmp'))).filter((name) => name.startsWith('nst-video'));

test('a sheet of two paintings with a set of options, as one file', async () => {
  const sets = ['--set', 'style-weight=60,temporal-weight=100'];
  const given = ['--draft-size', '64', '--window-length', '0.2', '--iterations', '2'];
  const { code, stdout, stderr } = await run([
    ...['draft', 'clip.mp4', '-s', 'a<b>.png', '-s', 'c.png', ...sets, ...given],
    ...['--html', 'sheet.html'],
  ]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, 'sheet.html\n');
  assert.match(stderr, /looking for shots and motion\nwindows at .*\ntiming evaluations at 96×64\n/);
  assert.match(
    stderr,
    /c\.png, style-weight=60,temporal-weight=100: the job would take about \d+ s, flicker .* times the source's\n {2}nst-video clip\.mp4 /,
  );
  assert.deepEqual(await ours(), [], 'nothing is left');
  assert.deepEqual(
    (await readdir(folder.path)).filter((name) => /nst|\.mp4/.test(name)),
    ['clip.mp4'],
  );
  const html = await readFile(join(folder.path, 'sheet.html'), 'utf8');
  assert.equal((html.match(/<section class="about variant" /g) ?? []).length, 2);
  const [row, ...others] = html.split('<section class="row" ').slice(1);
  assert.equal(others.length, 0, 'one window');
  assert.equal((row?.match(/<figure>/g) ?? []).length, 3, 'source and variants side by side');
  const command =
    "nst-video clip.mp4 --style 'a<b>.png' --iterations 2 --style-weight 60 --temporal-weight 100";
  assert.ok(stderr.includes(`\n  ${command}\n`), stderr);
  assert.ok(
    html.includes(
      `<code>${command.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;')}</code>`,
    ),
  );
  assert.equal((html.match(/<video /g) ?? []).length, 2);
  assert.equal((html.match(/data:image\/jpeg/g) ?? []).length, 4 + 2 * 4 + 2, 'source, drafts, paintings');
  assert.match(html, /<h2>a&lt;b&gt;\.png<\/h2>/);
  assert.doesNotMatch(html, /\s(?:src|href)="(?!data:)/, 'it needs nothing else');
  assert.match(html, /12 frames of 96 × 64, 1 shot/);
});

test('a network file is drafted beside a painting, each at its own pace', async () => {
  await writeFile(join(folder.path, 'candy.onnx'), painterFile());
  const given = ['--draft-size', '64', '--window-length', '0.2'];
  const { code, stderr } = await run([
    ...['draft', 'clip.mp4', '-s', 'candy.onnx', '-s', 'c.png', ...given],
    ...['--html', 'networks.html'],
  ]);
  assert.equal(code, 0, stderr);
  assert.equal(stderr.match(/timing evaluations/g)?.length, 2);
  assert.match(stderr, /candy\.onnx: the job would take about \d+ s/);
  assert.ok(stderr.includes('\n  nst-video clip.mp4 --style candy.onnx\n'), stderr);
  const html = await readFile(join(folder.path, 'networks.html'), 'utf8');
  assert.equal((html.match(/alt="The painting"/g) ?? []).length, 1, 'a network has no picture');
});

test('the sheet in the browser: pictures, films that play, no error', { skip }, async () => {
  await using chromium = await openBrowser();
  const address = pathToFileURL(join(folder.path, 'sheet.html')).href;
  const { page, errors } = await openPage(chromium.browser, address, { width: 360, height: 700 });
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
  const broken = '[...document.images].filter((image) => image.naturalWidth === 0).length';
  assert.equal(await page.evaluate(broken), 0);
  await page.getByRole('button', { name: 'Play all' }).click();
  // The sheet forbids `eval`, which waiting for a function would need.
  const moving =
    "[...document.querySelectorAll('video')].every((video) => !video.paused && video.currentTime > 0)";
  const deadline = Date.now() + 15_000;
  while (!(await page.evaluate(moving))) {
    assert.ok(Date.now() < deadline, 'the films play');
    await page.waitForTimeout(50);
  }
  await page.getByRole('button', { name: 'Pause all' }).click();
  assert.equal(await page.evaluate("[...document.querySelectorAll('video')].every((v) => v.paused)"), true);
  await page.locator('.strip img').nth(3).hover();
  assert.equal(await page.locator('img.over').count(), 1);
  assert.deepEqual(errors, []);
});

for (const [args, code, wanted] of [
  [['draft', 'clip.mp4'], 2, /`--style`/],
  [['draft', 'clip.mp4', '-s', 'c.png', '--set', 'nonsense'], 2, /--set/],
  [['draft', 'clip.mp4', '-s', 'c.png', '--set', 'size=3'], 2, /--size/],
  [['draft', 'clip.mp4', '-s', 'clip.mp4', '--html', 'x.html'], 1, /--style/],
  [['draft', 'nothing.mp4', '-s', 'c.png'], 1, /nothing\.mp4/],
  [['draft', 'c.png', '-s', 'c.png', '--html', 'x.html'], 2, /a picture/],
  [['draft', 'clip.mp4', '-s', 'c.png', '--html', 'no/such/x.html'], 1, /no\/such/],
] as const) {
  test(`refused: ${args.join(' ')}`, async () => {
    const result = await run(args);
    assert.equal(result.code, code, result.stderr);
    assert.match(result.stderr, wanted);
    assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
  });
}
