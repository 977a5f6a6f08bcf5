import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { measuresMarkdown } from '../../src/metrics/measures/markdown.js';

test('docs/metrics.md has the table of measures', async () => {
  const page = await readFile('docs/metrics.md', 'utf8');
  assert.ok(page.includes(`\n${measuresMarkdown()}\n`), 'run `npm run docs` and commit docs/metrics.md');
});
