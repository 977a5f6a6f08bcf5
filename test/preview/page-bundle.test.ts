import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readPageFiles } from '../../src/html/html-page.js';

test("the page's own code is at most 150 kB, and asks for nothing from elsewhere", async () => {
  const { script, styles } = await readPageFiles(new URL('../../src/preview/page/', import.meta.url));
  const bytes = Buffer.byteLength(script) + Buffer.byteLength(styles);
  assert.ok(bytes > 30_000 && bytes <= 150_000, `${bytes} bytes`);
  const addresses = (script + styles).match(/https?:\/\/[^\s"'`)]+/g) ?? [];
  assert.deepEqual(
    addresses.filter((address) => address !== 'http://www.w3.org/2000/svg'),
    [],
  );
  assert.doesNotMatch(script, /\beval\(|new Function\(/, 'the content policy forbids it');
});

test('the package takes the bundles along', async () => {
  const { files, scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  assert.ok(files.includes('dist/src'));
  assert.match(scripts.build, /build-pages/);
});
