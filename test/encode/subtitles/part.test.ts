import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutAss } from '../../../src/encode/subtitles/part.js';

const head = '[Script Info]\nPlayResX: 384\n[Events]';
const event = (start: string, end: string, text: string): string =>
  `Dialogue: 0,${start},${end},Default,,0,0,0,,${text}`;

test('events are cut at both ends and moved, those outside left out, all else kept', () => {
  const lines = [
    event('0:00:01.00', '0:00:02.00', 'before'),
    event('0:00:01.50', '0:00:03.25', 'across the beginning, with a comma'),
    event('0:00:04.00', '0:00:05.00', 'inside'),
    event('0:00:05.50', '1:00:00.00', 'across the end'),
    event('0:00:06.00', '0:00:07.00', 'after'),
  ];
  assert.equal(
    cutAss([head, ...lines].join('\r\n'), { from: 2, to: 6 }),
    [
      head,
      event('0:00:00.00', '0:00:01.25', 'across the beginning, with a comma'),
      event('0:00:02.00', '0:00:03.00', 'inside'),
      event('0:00:03.50', '0:00:04.00', 'across the end'),
    ].join('\n'),
  );
});

test('without an end, all that follows stays', () => {
  const last = event('0:59:59.99', '1:00:01.00', 'late');
  assert.equal(cutAss(last, { from: 3599, to: undefined }), event('0:00:00.99', '0:00:02.00', 'late'));
});
