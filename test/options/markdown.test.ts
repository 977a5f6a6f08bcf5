import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { optionsMarkdown } from '../../src/options/markdown.js';

test('docs/options.md is what the options table says', () => {
  const committed = readFileSync(new URL('../../../docs/options.md', import.meta.url), 'utf8');
  assert.equal(committed, optionsMarkdown(), 'run `npm run docs` and commit docs/options.md');
});
