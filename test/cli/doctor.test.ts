import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionText } from '../../src/cli/doctor/ffmpeg.js';
import { findingLine, findingOf } from '../../src/cli/doctor/finding.js';
import { machineFindings } from '../../src/cli/doctor/machine.js';

const versions: [printed: string, said: string][] = [
  [
    'ffmpeg version N-47683-g0e8eb07980-static https://johnvansickle.com/ffmpeg/  Copyright (c) 2000-2018 the FFmpeg developers\nbuilt with gcc',
    'N-47683-g0e8eb07980-static of 2018, 8 years old',
  ],
  ['ffprobe version 7.1.1 Copyright (c) 2007-2025 the FFmpeg developers', '7.1.1 of 2025, 1 year old'],
  ['ffmpeg version 8.0 Copyright (c) 2000-2026 the FFmpeg developers', '8.0 of 2026'],
  ['something else', 'unknown version'],
];
for (const [printed, said] of versions) {
  test(`FFmpeg's banner reads as ${said}`, () => assert.equal(versionText(printed, 2026), said));
}

test('what is broken is marked, with its reason on one line', async () => {
  const broken = await findingOf('FFmpeg', () => Promise.reject(new Error('not\n  there')));
  assert.equal(findingLine(broken), 'FFmpeg             PROBLEM: not there');
  const fine = await findingOf('FFmpeg', () => Promise.resolve('8.0'));
  assert.equal(findingLine(fine), 'FFmpeg             8.0');
});

test('versions of what we stand on are found', () => {
  for (const { label, text } of machineFindings()) assert.notEqual(text, 'not found', label);
});
