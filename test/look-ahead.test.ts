import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { lookAhead } from '../src/look-ahead.js';

test('items arrive in order, at most depth + 1 of them made ahead of the consumer', async () => {
  let made = 0;
  let used = 0;
  let furthest = 0;
  async function* numbers() {
    for (let i = 0; i < 20; i++) {
      await setImmediate();
      made++;
      furthest = Math.max(furthest, made - used);
      yield i;
    }
  }
  const seen: number[] = [];
  for await (const value of lookAhead(numbers(), 2)) {
    for (let i = 0; i < 5; i++) await setImmediate();
    seen.push(value);
    used++;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 20 }, (_, i) => i),
  );
  assert.ok(furthest >= 2 && furthest <= 4, `${furthest} items ahead`);
});

test('leaving early closes the source; an error arrives after the items before it', async () => {
  let closed = false;
  async function* source() {
    try {
      yield 1;
      yield 2;
      throw new Error('broken');
    } finally {
      closed = true;
    }
  }
  for await (const value of lookAhead(source(), 1)) {
    assert.equal(value, 1);
    break;
  }
  assert.equal(closed, true);
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const value of lookAhead(source(), 3)) seen.push(value);
  }, /broken/);
  assert.deepEqual(seen, [1, 2]);
});
