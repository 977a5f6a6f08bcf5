import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PICTURE_FILTERS } from '../../src/formats/picture-filters.js';

const guide = fileURLToPath(new URL('../../../docs/control.md', import.meta.url));

test('docs/control.md lists every filter that is allowed', () => {
  const listed = /^Allowed: (.*)\.$/m.exec(readFileSync(guide, 'utf8'))?.[1]?.replaceAll('`', '').split(', ');
  assert.deepEqual(listed, Object.keys(PICTURE_FILTERS));
});
