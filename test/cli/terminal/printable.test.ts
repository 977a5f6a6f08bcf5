import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Manifest } from '../../../src/checkpoint/manifest.js';
import { continueCommandLine } from '../../../src/cli/jobs/command-line.js';
import { barRenderer } from '../../../src/cli/progress/bar.js';
import { lineRenderer } from '../../../src/cli/progress/lines.js';
import { errorText } from '../../../src/cli/terminal/error-text.js';
import { clearLine, guardStream, printable, printableValue } from '../../../src/cli/terminal/printable.js';
import { FfmpegError, InputError } from '../../../src/errors.js';
import { makeClip } from '../make-clip.js';
import { runCli, scratchFolder, writePicture } from '../run-cli.js';

/** A name that colours the terminal, erases the line, begins another, and turns the writing round. */
const evil = 'a\u001b[31m\r\u001b[K\nFAKE\t\u007f\u009b2J\u202eb';
const shown = 'a\\u001b[31m\\r\\u001b[K\\nFAKE\\t\\u007f\\u009b2J\\u202eb';
/** Anything but a line break that a terminal would act on. */
const active = /[^\P{Cc}\n]|\p{Bidi_Control}/u;
const posix = process.platform !== 'win32';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
before(async () => {
  folder = await scratchFolder();
  await writePicture(join(folder.path, 'style.png'));
});
after(() => folder[Symbol.asyncDispose]());

function sink() {
  let text = '';
  return { write: (more: string) => (text += more), text: () => text };
}

/** That a text holds the name as it may be shown, and nothing that acts. */
function assertShown(text: string) {
  assert.ok(text.includes(shown), JSON.stringify(text));
  assert.doesNotMatch(text, active);
  assert.doesNotMatch(text, /^FAKE/m);
}

test('controls, line breaks and marks of direction are written out, other letters stay', () => {
  assert.equal(printable(evil), shown);
  assert.equal(printable('größe 4×4 – 日本 👩‍🎨 \\n'), 'größe 4×4 – 日本 👩‍🎨 \\n');
  assert.deepEqual(printableValue({ a: [evil, 1], b: { c: null } }), { a: [shown, 1], b: { c: null } });
});

test('a guarded stream lets lines, and one leading erasure, through, and leaves JSON as it was', () => {
  const out = sink();
  guardStream(out as unknown as NodeJS.WriteStream);
  out.write(`${clearLine}x\n${clearLine}${evil}\n`);
  assert.ok(out.text().startsWith(`${clearLine}x\n\\r\\u001b[Ka\\u001b`));
  assert.doesNotMatch(out.text().slice(clearLine.length), active);
  const json = sink();
  guardStream(json as unknown as NodeJS.WriteStream);
  json.write(`${JSON.stringify({ evil })}\n`);
  assert.doesNotMatch(json.text(), active);
  assert.deepEqual(JSON.parse(json.text()), { evil });
});

test('every fact and line of progress is shown safely, on a terminal and in logs', () => {
  for (const renderer of [
    (out: ReturnType<typeof sink>) => lineRenderer(out, true, () => 0),
    (out: ReturnType<typeof sink>) => barRenderer(out, true, () => 0),
  ]) {
    const out = sink();
    const { progress, say } = renderer(out);
    progress({ type: 'notice', text: evil });
    assertShown(out.text());
    say(evil);
    assertShown(out.text());
  }
});

test('errors are shown safely, with --verbose too, where what FFmpeg printed keeps its lines', () => {
  assert.doesNotMatch(errorText(new InputError(evil), false), active);
  const text = errorText(new FfmpegError(evil, `first\n${evil}`, new Error(evil)), true);
  assert.doesNotMatch(text, active);
  assert.match(text, /FFmpeg said:\nfirst\n/);
  assert.equal(text.match(/^FAKE/gm)?.length, 1, 'a line of FFmpeg alone may begin so');
});

test('the command that continues a job names its files as a shell reads them, without raw controls', () => {
  const manifest = { input: `it's ${evil}`, style: 's.jpg', output: 'o.mp4', options: {} };
  const line = continueCommandLine(manifest as unknown as Manifest);
  assert.match(line, /^nst-video \$'it\\'s a\\u001b/);
  assert.doesNotMatch(line, active);
});

for (const [title, ...args] of [
  ['a missing input', evil, '--style', 'style.png'],
  ['a value of an option', 'style.png', '--style', 'style.png', '--size', evil],
  ['an unknown option', `--${evil}`],
  ['a missing job file', 'batch', evil],
  ['a missing folder', 'resume', evil],
] as const) {
  test(`${title} is told safely`, async () => {
    const { code, stdout, stderr } = await runCli(args, { cwd: folder.path });
    assert.notEqual(code, 0);
    assert.doesNotMatch(stdout + stderr, active);
    assert.doesNotMatch(stderr, /^FAKE/m);
    assert.match(stderr, /FAKE/);
  });
}

test('a file of such a name is painted, and nothing that is printed acts on the terminal', {
  skip: !posix,
}, async () => {
  await makeClip(join(folder.path, 'clip.mp4'), 2);
  mkdirSync(join(folder.path, 'in'));
  renameSync(join(folder.path, 'clip.mp4'), join(folder.path, 'in', `${evil}.mp4`));
  const style = ['--style', 'style.png', '--size', '32', '--iterations', '1', '--device', 'cpu'];
  const input = join('in', `${evil}.mp4`);
  const dry = await runCli([input, ...style, '--dry-run'], { cwd: folder.path });
  assertShown(dry.stdout);
  const painted = await runCli([input, ...style, '-o', 'out.mp4'], { cwd: folder.path });
  assert.equal(painted.code, 0, painted.stderr);
  assertShown(painted.stderr);
  const measured = await runCli(['metrics', 'out.mp4', '--source', input, '--size', '32'], {
    cwd: folder.path,
  });
  assertShown(measured.stdout);
  writeFileSync(
    join(folder.path, 'jobs.yaml'),
    'defaults: { style: style.png }\njobs: [{ input: in/*.mp4 }]\n',
  );
  const batch = await runCli(['batch', 'jobs.yaml', '--dry-run', '--json-progress'], { cwd: folder.path });
  assertShown(batch.stdout);
});
