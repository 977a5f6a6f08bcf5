import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../src/errors.js';
import { fastMemoryNeed, picturesAtATime } from '../../src/pipeline/fast-memory.js';

const mebi = 2 ** 20;
const wide = (width: number) => ({ width, height: (width * 9) / 16 });

test('fine-tuning takes what its crops do: less for small pictures, no more for large ones', () => {
  const added = (width: number) =>
    fastMemoryNeed(wide(width), 2, true) - fastMemoryNeed(wide(width), 2, false);
  assert.ok(added(256) < added(512) / 3);
  assert.equal(added(512), added(1920));
  assert.ok(added(512) > 200 * mebi && added(512) < 400 * mebi, `${added(512)}`);
});

test('as many are painted at a time as fit beside fine-tuning', () => {
  const size = wide(1280);
  const limit = fastMemoryNeed(size, 3, false);
  assert.equal(picturesAtATime(size, 2, false, limit), 2);
  assert.equal(picturesAtATime(size, 8, false, limit), 3);
  assert.equal(picturesAtATime(size, 8, true, fastMemoryNeed(size, 3, true)), 3);
  assert.ok(picturesAtATime(size, 8, true, limit) < 3);
});

test('what does not fit is refused, and what the error names fits', () => {
  const size = wide(960);
  const refusal = (fineTunes: boolean, limit: number) => {
    let message = '';
    assert.throws(
      () => picturesAtATime(size, 2, fineTunes, limit),
      (error: Error) => {
        message = error.message;
        return error instanceof EngineError;
      },
    );
    return message;
  };
  const limit = fastMemoryNeed(size, 1, true) - mebi;
  assert.match(refusal(true, limit), /960×540 need about .* GiB .*: `--fine-tune 0` would fit/);
  assert.ok(picturesAtATime(size, 2, false, limit) >= 1);
  for (const fineTunes of [true, false]) {
    const less = fastMemoryNeed(wide(320), 1, fineTunes) + mebi;
    const side = Number(/`--size (\d+)` would fit/.exec(refusal(fineTunes, less))?.[1]);
    assert.ok(side >= 320 && side < 400, `${side}`);
    assert.equal(picturesAtATime(wide(side), 1, fineTunes, less), 1);
  }
  assert.match(refusal(false, 100 * mebi), /no size would fit/);
});
