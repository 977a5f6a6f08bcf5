import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Evaluation } from '../../../src/stylize/loss/loss.js';
import { Adam } from '../../../src/stylize/optimisers/adam.js';
import { Lbfgs } from '../../../src/stylize/optimisers/lbfgs.js';
import { type Optimiser, stalled } from '../../../src/stylize/optimisers/optimiser.js';

const terms = (total: number) => ({ content: total, style: 0, temporal: 0, tv: 0, keyframe: 0, total });

/** ½ Σ kᵢ(xᵢ − tᵢ)², condition number 100, minimum at t. */
function quadratic(length: number, target: (i: number) => number) {
  const k = Float64Array.from({ length }, (_, i) => 1 + (99 * i) / (length - 1));
  let calls = 0;
  const evaluate = (x: Float32Array): Promise<Evaluation> => {
    calls++;
    let total = 0;
    const gradient = new Float32Array(length);
    for (let i = 0; i < length; i++) {
      const difference = (x[i] as number) - target(i);
      total += 0.5 * (k[i] as number) * difference ** 2;
      gradient[i] = (k[i] as number) * difference;
    }
    return Promise.resolve({ terms: terms(total), gradient });
  };
  return { evaluate, calls: () => calls };
}

const optimisers: Record<string, { make: () => Optimiser; evaluations: number; tolerance: number }> = {
  'L-BFGS': { make: () => new Lbfgs(10), evaluations: 60, tolerance: 1e-3 },
  Adam: { make: () => new Adam(0.02), evaluations: 600, tolerance: 1e-2 },
};

for (const [name, { make, evaluations, tolerance }] of Object.entries(optimisers)) {
  describe(name, () => {
    const base = { start: new Float32Array(37).fill(0.5), stallTolerance: 0, stallWindow: 5 };

    test('finds the minimum of an ill-conditioned quadratic inside the box', async () => {
      const { evaluate } = quadratic(37, (i) => 0.1 + 0.02 * i);
      const minimum = await make().minimise({ ...base, evaluate, maxEvaluations: evaluations });
      for (const [i, value] of minimum.x.entries())
        assert.ok(Math.abs(value - 0.1 - 0.02 * i) < tolerance, `x[${i}] = ${value}`);
    });

    test('stays in [0,1] where the minimum lies outside, and reaches the border', async () => {
      const { evaluate } = quadratic(37, (i) => (i % 2 ? 1.4 : -0.3));
      const minimum = await make().minimise({ ...base, evaluate, maxEvaluations: evaluations });
      for (const [i, value] of minimum.x.entries())
        assert.ok(Math.abs(value - (i % 2)) < tolerance, `x[${i}] = ${value}`);
    });

    test('spends exactly the evaluations it is allowed, reports each, and leaves the start alone', async () => {
      const { evaluate, calls } = quadratic(37, () => 0.9);
      const seen: number[] = [];
      const minimum = await make().minimise({
        ...base,
        evaluate,
        maxEvaluations: 4,
        onEvaluation: (n) => seen.push(n),
      });
      assert.equal(minimum.evaluations, 4);
      assert.equal(calls(), 4);
      assert.deepEqual(seen, [1, 2, 3, 4]);
      assert.ok(base.start.every((value) => value === 0.5));
    });

    test('returns the best point met, never worse than the start', async () => {
      const { evaluate } = quadratic(37, (i) => 0.5 + 0.001 * (i % 3));
      const first = (await evaluate(base.start)).terms.total;
      const minimum = await make().minimise({ ...base, evaluate, maxEvaluations: 3 });
      assert.ok(minimum.terms.total <= first);
      assert.equal((await evaluate(minimum.x)).terms.total, minimum.terms.total);
    });

    test('stops when the loss stalls', async () => {
      const { evaluate } = quadratic(37, () => 0.5);
      const minimum = await make().minimise({
        ...base,
        evaluate,
        maxEvaluations: 500,
        stallTolerance: 1e-3,
        stallWindow: 3,
      });
      assert.ok(minimum.evaluations < 10, `${minimum.evaluations} evaluations`);
    });

    test('rejects with the reason of the signal between evaluations', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const { evaluate, calls } = quadratic(37, () => 0.9);
      const running = make().minimise({
        ...base,
        evaluate,
        maxEvaluations: 100,
        signal: controller.signal,
        onEvaluation: (n) => n === 2 && controller.abort(reason),
      });
      await assert.rejects(running, (error) => error === reason);
      assert.equal(calls(), 2);
    });

    test('gives the same bits twice, also from one instance', async () => {
      const optimiser = make();
      const run = () =>
        optimiser.minimise({ ...base, evaluate: quadratic(37, (i) => i / 37).evaluate, maxEvaluations: 25 });
      assert.deepEqual((await run()).x, (await run()).x);
    });
  });
}

test('L-BFGS with the diagonal of the inverse Hessian goes where it was told to in a few steps', async () => {
  const length = 37;
  const start = new Float32Array(3 * length).fill(0.5);
  const stiffness = (p: number) => 1 + (99 * p) / (length - 1);
  const evaluate = (x: Float32Array): Promise<Evaluation> => {
    const gradient = x.map((value, i) => stiffness(i % length) * (value - 0.4 - 0.005 * (i % length)));
    const total = x.reduce(
      (sum, _, i) => sum + (0.5 * (gradient[i] as number) ** 2) / stiffness(i % length),
      0,
    );
    return Promise.resolve({ terms: terms(total), gradient });
  };
  const problem = { start, evaluate, maxEvaluations: 5, stallTolerance: 0, stallWindow: 5 };
  const inverseHessianDiagonal = Float32Array.from({ length }, (_, p) => 1 / stiffness(p));
  const informed = await new Lbfgs(10).minimise({ ...problem, inverseHessianDiagonal });
  const uninformed = await new Lbfgs(10).minimise(problem);
  assert.ok(informed.terms.total < uninformed.terms.total / 1000);
});

test('L-BFGS needs fewer evaluations than Adam for the same loss', async () => {
  const base = {
    start: new Float32Array(64).fill(0.5),
    stallTolerance: 0,
    stallWindow: 5,
    maxEvaluations: 40,
  };
  const lbfgs = await new Lbfgs(10).minimise({ ...base, evaluate: quadratic(64, (i) => i / 64).evaluate });
  const adam = await new Adam(0.05).minimise({ ...base, evaluate: quadratic(64, (i) => i / 64).evaluate });
  assert.ok(lbfgs.terms.total < adam.terms.total);
});

test('L-BFGS recovers when the first guess of the inverseHessianScale is far too large', async () => {
  const { evaluate } = quadratic(37, (i) => 0.3 + 0.01 * i);
  const minimum = await new Lbfgs(10).minimise({
    start: new Float32Array(37).fill(0.5),
    evaluate,
    maxEvaluations: 60,
    stallTolerance: 0,
    stallWindow: 5,
    inverseHessianScale: 1,
  });
  assert.ok(minimum.terms.total < 1e-4, `loss ${minimum.terms.total}`);
});

test('L-BFGS recovers when even its first step is far too long', async () => {
  const { evaluate } = quadratic(37, (i) => 0.5 + 1e-5 * i);
  const start = new Float32Array(37).fill(0.5 + 1e-6);
  const first = (await evaluate(start)).terms.total;
  const minimum = await new Lbfgs(10).minimise({
    start,
    evaluate,
    maxEvaluations: 30,
    stallTolerance: 0,
    stallWindow: 5,
  });
  assert.ok(minimum.terms.total < first / 100, `loss ${minimum.terms.total} from ${first}`);
});

test('a loss has stalled when it fell by less than the tolerance over the window', () => {
  assert.equal(stalled([10, 9.99], 0.01, 2), false);
  assert.equal(stalled([10, 9.99, 9.98], 0.01, 2), true);
  assert.equal(stalled([10, 9, 8], 0.01, 2), false);
  assert.equal(stalled([10, 10, 10], 0, 1), false);
});

describe('L-BFGS on octaves', () => {
  const [width, height] = [12, 8];
  const length = 3 * width * height;
  const octaves = { width, height, weights: [1, 0.7, 0.5] };

  test('finds the minimum of an ill-conditioned quadratic inside the box', async () => {
    const { evaluate } = quadratic(length, (i) => 0.3 + 0.001 * (i % 100));
    const minimum = await new Lbfgs(20).minimise({
      start: new Float32Array(length).fill(0.5),
      evaluate,
      octaves,
      maxEvaluations: 200,
      stallTolerance: 0,
      stallWindow: 5,
    });
    for (const [i, value] of minimum.x.entries())
      assert.ok(Math.abs(value - 0.3 - 0.001 * (i % 100)) < 2e-3, `x[${i}] = ${value}`);
  });

  test('what pulls at one pixel moves its surroundings in its own plane, the less the farther', async () => {
    const at = width * 4 + 6;
    const pull = (x: Float32Array): Promise<Evaluation> => {
      const gradient = new Float32Array(length);
      gradient[at] = (x[at] as number) - 1;
      return Promise.resolve({ terms: terms(0.5 * (1 - (x[at] as number)) ** 2), gradient });
    };
    const { x } = await new Lbfgs(5).minimise({
      start: new Float32Array(length).fill(0.5),
      evaluate: pull,
      octaves,
      maxEvaluations: 2,
      stallTolerance: 0,
      stallWindow: 5,
    });
    const moved = (index: number) => (x[index] as number) - 0.5;
    assert.ok(moved(at) > moved(at + 1) && moved(at + 1) > moved(at + 4) && moved(at + 4) > 0);
    assert.equal(moved(at + width * height), 0);
  });

  test('where nothing may move far, the step is smaller there', async () => {
    const inverseHessianDiagonal = Float32Array.from({ length: width * height }, (_, p) =>
      p % width < 6 ? 1 : 9,
    );
    const flat = (x: Float32Array): Promise<Evaluation> =>
      Promise.resolve({
        terms: terms(x.reduce((sum, value) => sum + (1 - value) ** 2, 0)),
        gradient: x.map((value) => 2 * (value - 1)),
      });
    const { x } = await new Lbfgs(5).minimise({
      start: new Float32Array(length).fill(0.5),
      evaluate: flat,
      octaves,
      inverseHessianDiagonal,
      maxEvaluations: 2,
      stallTolerance: 0,
      stallWindow: 5,
    });
    assert.ok((x[11] as number) - 0.5 > 4 * ((x[0] as number) - 0.5));
  });
});
