import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../src/errors.js';
import { type FastWork, fastMemoryNeed, picturesAtATime } from '../../src/pipeline/fast-memory.js';

const mebi = 2 ** 20;
const work = (width: number, fineTunes: boolean, manners = 1): FastWork => ({
  width,
  height: (width * 9) / 16,
  manners,
  flowFused: false,
  fineTunes,
});

test('the need of jobs that were measured is met within a sixth', () => {
  const measured = [
    [work(256, false), 2, 358],
    [work(960, false), 1, 503],
    [work(960, false), 2, 684],
    [work(960, false, 2), 2, 1151],
    [work(1920, false), 2, 2250],
    [{ ...work(512, false), flowFused: true }, 1, 464],
    [{ ...work(960, false), flowFused: true }, 1, 912],
    [{ ...work(1280, false), flowFused: true }, 1, 1287],
    [{ ...work(1920, false), flowFused: true }, 1, 2739],
    [{ ...work(256, true), flowFused: true }, 1, 360],
    [work(512, true), 2, 511],
    [{ ...work(512, true), flowFused: true }, 1, 541],
    [{ ...work(960, true), flowFused: true }, 1, 918],
  ] as const;
  for (const [one, parallel, peak] of measured) {
    const need = fastMemoryNeed(one, parallel) / mebi;
    assert.ok(need > 0.92 * peak && need < 1.2 * peak, `${one.width}: ${need} for ${peak}`);
  }
});

test('fine-tuning, which comes before, takes what it learns from at a time: large pictures need as much without', () => {
  const added = (width: number) =>
    fastMemoryNeed(work(width, true), 2) - fastMemoryNeed(work(width, false), 2);
  assert.ok(added(256) < added(512) / 3);
  assert.ok(added(1920) < added(512) / 2);
});

test('as many are painted at a time as fit, whether fine-tuning came before or not', () => {
  const limit = fastMemoryNeed(work(1280, false), 3);
  assert.equal(picturesAtATime(work(1280, false), 2, limit), 2);
  assert.equal(picturesAtATime(work(1280, false), 8, limit), 3);
  assert.equal(picturesAtATime(work(1280, true), 8, limit), 3);
});

test('what does not fit is refused, and what the error names fits', () => {
  const refusal = (one: FastWork, limit: number) => {
    let message = '';
    assert.throws(
      () => picturesAtATime(one, 2, limit),
      (error: Error) => {
        message = error.message;
        return error instanceof EngineError;
      },
    );
    return message;
  };
  const limit = fastMemoryNeed(work(512, true), 1) - mebi;
  assert.match(refusal(work(512, true), limit), /512×288 need about .* GiB .*: `--fine-tune 0` would fit/);
  assert.equal(picturesAtATime(work(512, false), 1, limit), 1);
  for (const fineTunes of [true, false]) {
    const less = fastMemoryNeed(work(256, fineTunes), 1) + mebi;
    const side = Number(/`--size (\d+)` would fit/.exec(refusal(work(960, fineTunes), less))?.[1]);
    assert.ok(side > 240 && side < 300, `${side}`);
    assert.equal(picturesAtATime(work(side, fineTunes), 1, less), 1);
  }
  assert.match(refusal(work(960, false), 100 * mebi), /no size would fit/);
});
