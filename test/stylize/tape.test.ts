import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSession } from '../../src/stylize/engines/create-session.js';
import { Tensor } from '../../src/stylize/engines/onnxruntime.js';
import type { Differentiable } from '../../src/stylize/graph/differentiable.js';
import { GraphBuilder } from '../../src/stylize/graph/graph-builder.js';
import { Tape } from '../../src/stylize/graph/tape.js';
import { randomNormal } from './random-network.js';

interface Given {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const values = (shape: readonly number[], seed: number): Given => ({
  shape,
  data: randomNormal(
    shape.reduce((a, b) => a * b, 1),
    seed,
    0.7,
  ),
});

/**
 * Holds the gradients that a tape writes to central differences of Σ pull ∘ output, at every input.
 *
 * @param write writes operators; x is the first of the inputs
 */
async function checkGradients(
  inputs: Readonly<Record<string, Given>>,
  write: (tape: Tape, x: Differentiable) => Differentiable,
): Promise<void> {
  const device = { provider: 'cpu', threads: 1 } as const;
  const written = (differentiated: boolean) => {
    const graph = new GraphBuilder();
    const tape = new Tape(graph);
    for (const [name, { shape }] of Object.entries(inputs)) graph.input(name, shape);
    const shape = inputs.x!.shape as unknown as Differentiable['shape'];
    const out = write(tape, { value: 'x', shape });
    if (differentiated) {
      tape.differentiate(out, graph.input('pull', out.shape));
      for (const [name, input] of Object.entries(inputs)) {
        graph.output(`${name}.gradient`, tape.gradientOf(name), input.shape);
      }
    } else graph.output('out', out.value, out.shape);
    return { model: graph.build(), out };
  };
  const forward = written(false);
  const pull = values(forward.out.shape.map(Number), 99);
  const [trial, gradients] = await Promise.all(
    [forward.model, written(true).model].map((model) => createSession(model, device)),
  );
  const feeds = (changed: Readonly<Record<string, Given>>) =>
    Object.fromEntries(
      Object.entries(changed).map(([name, { shape, data }]) => [name, new Tensor('float32', data, shape)]),
    );
  const loss = async (changed: Readonly<Record<string, Given>>) => {
    const { out } = await trial!.run(feeds(changed));
    return (out!.data as Float32Array).reduce((sum, value, i) => sum + value * pull.data[i]!, 0);
  };
  const found = await gradients!.run(feeds({ ...inputs, pull }));
  for (const [name, { shape, data }] of Object.entries(inputs)) {
    const gradient = found[`${name}.gradient`]!.data as Float32Array;
    assert.equal(gradient.length, data.length);
    const scale = Math.max(...gradient.map(Math.abs));
    for (let i = 0; i < data.length; i += Math.ceil(data.length / 12)) {
      const moved = (step: number) => {
        const other = data.slice();
        other[i] = other[i]! + step;
        return loss({ ...inputs, [name]: { shape, data: other } });
      };
      const difference = ((await moved(1e-2)) - (await moved(-1e-2))) / 2e-2;
      assert.ok(
        Math.abs(difference - gradient[i]!) < 0.01 * scale + 2e-3,
        `${name}[${i}]: ${gradient[i]} written, ${difference} by differences`,
      );
    }
  }
  await Promise.all([trial!.release(), gradients!.release()]);
}

for (const stride of [1, 2] as const) {
  test(`a mirrored convolution of stride ${stride}: by picture, kernel and bias`, async () => {
    const inputs = { x: values([2, 3, 6, 8], 1), w: values([5, 3, 3, 3], 2), b: values([5], 3) };
    await checkGradients(inputs, (tape, x) => tape.convolve(tape.mirror(x), 'w', 5, stride, 'b'));
  });
}

test('normalising: by features, scale and shift, over all pictures', async () => {
  const inputs = { x: values([2, 3, 4, 5], 4), scale: values([3], 5), shift: values([3], 6) };
  await checkGradients(inputs, (tape, x) => tape.normalise(x, 'scale', 'shift', 1e-5));
});

test('a residual with factors by channel, enlarged: gradients of both ways are added', async () => {
  const inputs = { x: values([2, 3, 4, 6], 7), factors: values([3], 8), gain: values([1], 9) };
  await checkGradients(inputs, (tape, x) => {
    const both = tape.add(tape.weigh(x, 'factors', 3), tape.weigh(x, 'gain', 1));
    return tape.enlarge(both);
  });
});

test('rectifying: nothing flows back where the output is 0', async () => {
  // Far from 0, where differences would straddle the corner.
  const x = values([1, 2, 4, 4], 10);
  const away = { ...x, data: x.data.map((value) => value + 0.2 * Math.sign(value)) };
  await checkGradients({ x: away }, (tape, given) => tape.rectify(given));
});
