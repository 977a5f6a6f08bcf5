import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
const project = mkdtempSync(join(tmpdir(), 'nst-layers-'));
after(() => rmSync(project, { recursive: true, force: true }));
for (const name of ['biome.json', 'biome.layers.jsonc']) copyFileSync(join(root, name), join(project, name));

/** Each file and what it imports: against the layers. */
const refused: readonly (readonly [file: string, imported: string])[] = [
  ['src/image.ts', './decode/still.js'],
  ['src/media/a.ts', '../decode/still.js'],
  ['src/options/a.ts', '../stylize/scales.js'],
  ['src/formats/a.ts', '../encode/encoder.js'],
  ['src/html/a.ts', '../metrics/report/report.js'],
  ['src/page/a.ts', '../preview/page/stage.js'],
  ['src/decode/a.ts', '../flow/warp.js'],
  ['src/decode/frames/a.ts', '../../encode/encoder.js'],
  ['src/flow/a.ts', '../stylize/scales.js'],
  ['src/stylize/loss/a.ts', '../../flow/warp.js'],
  ['src/encode/picture/a.ts', '../../decode/still.js'],
  ['src/encode/picture/b.ts', '../../options/resolve.js'],
  ['src/upsample/a.ts', '../pipeline/margin.js'],
  ['src/finish/a.ts', '../upsample/upsample.js'],
  ['src/encode/picture/c.ts', '../../finish/finish.js'],
  ['src/checkpoint/a.ts', '../pipeline/margin.js'],
  ['src/checkpoint/b.ts', '../decode/still.js'],
  ['src/pipeline/a.ts', '../metrics/align/align-clips.js'],
  ['src/pipeline/b.ts', '../cli/print.js'],
  ['src/metrics/a.ts', '../pipeline/margin.js'],
  ['src/explain/a.ts', '../pipeline/margin.js'],
  ['src/preview/a.ts', '../pipeline/margin.js'],
  ['src/draft/a.ts', '../preview/results.js'],
  ['src/draft/b.ts', '../index.js'],
  ['src/farm/a.ts', '../decode/still.js'],
  ['src/pipeline/shots/a.ts', '../../farm/queue.js'],
];

/** Allowed, though near to what is not. */
const allowed: readonly (readonly [file: string, imported: string])[] = [
  ['src/pipeline/c.ts', '../decode/still.js'],
  ['src/explain/c.ts', '../stylize/scales.js'],
  ['src/preview/c.ts', '../pipeline/observed-frame.js'],
  ['src/preview/server/c.ts', '../page/stage.js'],
  ['src/draft/c.ts', '../preview/server/page-content.js'],
  ['src/farm/c.ts', '../pipeline/shots/open-job.js'],
  ['src/metrics/c.ts', '../encode/encoder.js'],
  ['src/options/c.ts', '../formats/codecs.js'],
  ['src/cli/c.ts', '../pipeline/margin.js'],
  ['src/index.ts', './pipeline/margin.js'],
];

test('the linter refuses imports against the layers, in each layer, and no others', () => {
  for (const [file, imported] of [...refused, ...allowed]) write(file, `export * from '${imported}';\n`);
  const found = lint('style/noRestrictedImports');
  assert.deepEqual(found, refused.map(([file]) => file).sort());
});

test('the linter refuses a cycle of imports, of types too', () => {
  write(
    'src/flow/x.ts',
    "import type { Y } from './y.js';\n\nexport type X = { readonly y: Y | undefined };\n",
  );
  write(
    'src/flow/y.ts',
    "import type { X } from './x.js';\n\nexport type Y = { readonly x: X | undefined };\n",
  );
  assert.deepEqual(lint('suspicious/noImportCycles'), ['src/flow/x.ts', 'src/flow/y.ts']);
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

/** The files in which the linter finds something against one rule. */
function lint(rule: string): string[] {
  const args = [biome, 'lint', `--only=${rule}`, '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  const start = stdout.indexOf('{');
  assert.ok(start >= 0, stderr);
  const { diagnostics } = JSON.parse(stdout.slice(start)) as {
    diagnostics: readonly { readonly category: string; readonly location: { readonly path: unknown } }[];
  };
  const path = (at: unknown): string => (typeof at === 'string' ? at : (at as { file: string }).file);
  return diagnostics
    .filter(({ category }) => category === `lint/${rule}`)
    .map(({ location }) => path(location.path))
    .sort();
}
