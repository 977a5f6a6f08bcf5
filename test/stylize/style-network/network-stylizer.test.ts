import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Image } from '../../../src/image.js';
import type { TemporalReference } from '../../../src/stylize/loss/prior.js';
import { decodeShotState, encodeShotState } from '../../../src/stylize/shot-state-codec.js';
import { NetworkRunner } from '../../../src/stylize/style-network/network-runner.js';
import { NetworkStylizer } from '../../../src/stylize/style-network/network-stylizer.js';
import { shotNorms } from '../../../src/stylize/style-network/shot-norms.js';
import { parseStyleNetwork } from '../../../src/stylize/style-network/style-network.js';
import { testPicture } from '../../../src/stylize/style-network/test-picture.js';
import { mixerFile, painterFile } from './painter-file.js';

let runner: NetworkRunner;
before(async () => {
  runner = await NetworkRunner.start({ device: 'cpu', threads: 1 });
});
after(() => runner[Symbol.asyncDispose]());

const size = { width: 60, height: 45 };
const source = testPicture(size.width, size.height);

function open(file: Uint8Array, hold: number) {
  const network = parseStyleNetwork(file, 'a.onnx');
  const colours = { range: '1', order: 'rgb' } as const;
  return NetworkStylizer.open(runner, { network, colours, size, margin: 6, hold, pastFrames: 1 });
}

function plain(value: number): Image {
  return { ...size, data: new Float32Array(3 * size.width * size.height).fill(value) };
}

/** A past picture, trusted in its left half. */
function reference(warped: Image, trust: number): TemporalReference {
  const pixels = size.width * size.height;
  const half = Float32Array.from({ length: pixels }, (_, p) => (p % size.width < 30 ? trust : 0));
  return {
    distance: 1,
    warped,
    convergence: new Float32Array(pixels).fill(1),
    reliability: { ...size, data: half },
  };
}

function withoutMargin({ width, height, data }: Image): Image {
  const inner = data.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    return x >= 6 && x < width - 6 && y >= 6 && y < height - 6;
  });
  return { width: width - 12, height: height - 12, data: inner };
}

const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

test('a frame comes back in its place and size, at no evaluation and without a loss', async () => {
  const stylizer = await open(mixerFile(identity), 0);
  const { image, evaluations, terms, reliable, state } = await stylizer.paintFirst(source, 4);
  // Beyond the margin, which is made anew, the identity gives the picture itself.
  assert.deepEqual(withoutMargin(image), withoutMargin(source));
  assert.deepEqual([evaluations, terms, reliable, state.shot, state.painted], [0, null, null, 4, 1]);
  assert.deepEqual(decodeShotState(encodeShotState(state)), state);
});

test('a later frame is held to the past where that is trusted', async () => {
  const stylizer = await open(mixerFile(identity), 0.75);
  const first = await stylizer.paintFirst(plain(0.2), 0);
  const { image, reliable } = await stylizer.paintNext(first.state, plain(0.2), [reference(plain(0.6), 1)]);
  assert.equal(reliable, 0.5);
  assert.ok(Math.abs(image.data[size.width * 20 + 10]! - 0.5) < 1e-6, 'trusted: 0.2 + 0.75 · 0.4');
  assert.ok(Math.abs(image.data[size.width * 20 + 50]! - 0.2) < 1e-6, 'not trusted');
});

test('networks of 6 and 7 channels are given the warped past; of 7, its trust', async () => {
  const past = [0, 0, 0, 1, 0, 0];
  const six = await open(mixerFile([past, [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]]), 0);
  const first = await six.paintFirst(plain(0.2), 0);
  assert.ok(Math.abs(first.image.data[0]! - 0.2) < 1e-6, 'the first has itself for its past');
  const next = await six.paintNext(first.state, plain(0.2), [reference(plain(0.6), 1)]);
  assert.ok(Math.abs(next.image.data[size.width * 20 + 50]! - 0.6) < 1e-6);

  const seven = await open(
    mixerFile([
      [...past, 0],
      [0, 0, 0, 0, 0, 0, 1],
      [1, 0, 0, 0, 0, 0, 0],
    ]),
    0,
  );
  const alone = await seven.paintFirst(plain(0.2), 0);
  const pixels = size.width * size.height;
  assert.deepEqual([alone.image.data[0], alone.image.data[pixels]], [0, 0]);
  const told = await seven.paintNext(alone.state, plain(0.2), [reference(plain(0.6), 1)]);
  const at = (x: number) => [0, 1, 2].map((c) => told.image.data[c * pixels + 20 * size.width + x]!);
  for (const [x, expected] of [
    [10, [0.6, 1, 0.2]],
    [50, [0, 0, 0.2]],
  ] as const) {
    for (const [c, value] of at(x).entries()) assert.ok(Math.abs(value - expected[c]!) < 1e-6);
  }
});

test('measured over a shot, a frame is painted alike whatever enters beside it', async () => {
  const stylizer = await open(painterFile({ white: 1 }), 0);
  const entered = { ...source, data: source.data.slice() };
  for (let c = 0; c < 3; c++) {
    for (let y = 10; y < 40; y++) {
      const from = (c * size.height + y) * size.width;
      entered.data.fill(1 - c / 2, from + 7, from + 20);
    }
  }
  const right = ({ image }: { image: Image }) => image.data.filter((_, i) => i % size.width > 35);
  const both = async () => [
    right(await stylizer.paintFirst(source, 0)),
    right(await stylizer.paintFirst(entered, 0)),
  ];
  const byFrame = await both();
  assert.notDeepEqual(byFrame[0], byFrame[1]);
  const shown = [source, entered].map(withoutMargin);
  await stylizer.openShot(await stylizer.measureShot(shown));
  const byShot = await both();
  assert.deepEqual(byShot[0], byShot[1]);
});

test('whether normalisations are measured over a shot, and what is said where they are not', () => {
  const parse = (file: Uint8Array) => parseStyleNetwork(file, 'a.onnx');
  assert.deepEqual(shotNorms(parse(painterFile()), true, 'auto'), { byShot: true, notice: undefined });
  assert.equal(shotNorms(parse(painterFile()), true, 'frame').byShot, false);
  assert.deepEqual(shotNorms(parse(painterFile()), false, 'auto'), { byShot: false, notice: undefined });
  assert.deepEqual(shotNorms(parse(mixerFile(identity)), true, 'auto'), { byShot: false, notice: undefined });
  const six = parse(painterFile({ channels: 6 }));
  assert.match(shotNorms(six, true, 'auto').notice ?? '', /frame by frame: it takes the past frame/);
  assert.throws(() => shotNorms(six, true, 'shot'), /as `--style-norms shot` says: it takes the past frame/);
  assert.throws(() => shotNorms(parse(painterFile()), false, 'shot'), /no shots/);
});
