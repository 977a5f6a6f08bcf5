// How steady a network file paints, and what that costs in detail. Of a clip: E_warp at gaps 1 and 10 of its frames painted
// one by one (norms by frame and by shot), and held to the past with several holds, with and without getting back
// detail; sharpness (gradient energy) and Gram matrices of the last frame against the one painted alone. Of a still
// picture through which a box moves: how much the rest breathes.
//
//   node dist/bench/style-network.js --network FILE [--clip FILE] [--still FILE] [--frames 40] [--start 0] [--size 512]
//     [--holds 0.5,0.7,0.8,0.85,0.9] [--data DIR] [--pictures DIR]
//
// Gram matrices are the exact VGG-19's in DIR/models, or those of the network that ships with the package.
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writePicture } from '../fixtures/write-files.js';
import { createDisEstimator } from '../src/flow/dis/estimator.js';
import { type Image, imageFromRgb24, imageToRgb24 } from '../src/image.js';
import { measureFrames } from '../src/metrics/stream/measure-frames.js';
import { margin, removeMargin, sizeWithMargin } from '../src/pipeline/margin.js';
import { createEngine } from '../src/stylize/engines/create-engine.js';
import { embeddedNetworkPath } from '../src/stylize/network/embedded.js';
import { loadVgg } from '../src/stylize/network/load-network.js';
import { NetworkRunner } from '../src/stylize/style-network/network-runner.js';
import { NetworkStylizer } from '../src/stylize/style-network/network-stylizer.js';
import { parseStyleNetwork } from '../src/stylize/style-network/style-network.js';
import { tryColours } from '../src/stylize/style-network/try-network.js';
import { breathing, framesWithBox } from './style-network/box.js';
import { gradientEnergy, gramDistance, gramMatrices } from './style-network/detail-measures.js';
import { framesOf, heldInTurn } from './style-network/frames.js';
import { Mean } from './style-network/mean.js';

const { values: args } = parseArgs({
  options: {
    network: { type: 'string' },
    clip: { type: 'string', default: 'fixtures/valley.mp4' },
    still: { type: 'string' },
    frames: { type: 'string', default: '40' },
    start: { type: 'string', default: '0' },
    size: { type: 'string', default: '512' },
    holds: { type: 'string', default: '0.5,0.7,0.8,0.85,0.9' },
    data: { type: 'string' },
    pictures: { type: 'string' },
  },
});

if (args.network === undefined) {
  console.log('no `--network FILE`: nothing to measure');
} else {
  const network = parseStyleNetwork(readFileSync(args.network), basename(args.network));
  await using runner = await NetworkRunner.start({ device: 'cpu' });
  const { colours, notice } = await tryColours(network, runner, { range: 'auto', order: 'auto' });
  console.log(notice);
  const open = (size: { readonly width: number; readonly height: number }) =>
    NetworkStylizer.open(runner, {
      network,
      colours,
      size: sizeWithMargin(size),
      margin,
      hold: 0,
      pastFrames: 1,
    });
  await (args.still === undefined ? measureClip(args.clip, open) : measureStill(args.still, open));
}

type Open = (size: { readonly width: number; readonly height: number }) => Promise<NetworkStylizer>;

async function measureClip(clip: string, open: Open): Promise<void> {
  await using estimator = await createDisEstimator();
  const range = { first: Number(args.start), count: Number(args.frames) };
  const prepared = await framesOf(clip, Number(args.size), range, estimator);
  const sources = prepared.map(({ source }) => removeMargin(source));
  const stylizer = await open(sources[0]!);
  const paint = async () => {
    const painted: Image[] = [];
    for (const { source } of prepared) painted.push((await stylizer.paintFirst(source, 0)).image);
    return painted;
  };
  const byFrame = await paint();
  await stylizer.openShot(await stylizer.measureShot(sources.filter((_, i) => i % 8 === 0).slice(0, 6)));
  const byShot = await paint();
  const renders = new Map([
    ['alone, norms by frame', byFrame],
    ['alone, norms by shot', byShot],
  ]);
  for (const hold of args.holds.split(',').map(Number)) {
    renders.set(`hold ${hold}, as it comes`, heldInTurn(byShot, prepared, hold, false));
    renders.set(`hold ${hold}, detail kept`, heldInTurn(byShot, prepared, hold, true));
  }
  const rounded = new Map([...renders].map(([name, images]) => [name, images.map(asWritten)]));
  const all = [...rounded.values()];
  const frames = sources.map((source, index) => ({
    index,
    time: index,
    source,
    renders: all.map((images) => images[index]!),
  }));
  const sums = all.map(() => [new Mean(), new Mean()] as const);
  const ofSource = [new Mean(), new Mean()] as const;
  for await (const records of measureFrames(frames, { estimator, gaps: [1, 10] })) {
    for (const [i, { warping }] of records.entries()) {
      for (const gap of [0, 1] as const) {
        sums[i]![gap].add(warping[gap]?.output);
        if (i === 0) ofSource[gap].add(warping[gap]?.input);
      }
    }
  }
  const exact = args.data && join(args.data, 'models', 'vgg19_conv1_1-conv3_4.safetensors');
  const vgg = await loadVgg(exact || embeddedNetworkPath('wide'));
  await using engine = await createEngine({ network: vgg, device: 'cpu' });
  const reference = rounded.get('alone, norms by frame')!.at(-1)!;
  const matrices = await gramMatrices(engine, reference);
  const unpainted = gramDistance(await gramMatrices(engine, sources.at(-1)!), matrices);
  console.log(`source: E_warp ${ofSource.map(String).join(' and ')} at gaps 1 and 10`);
  for (const [i, [name, images]] of [...rounded].entries()) {
    const last = images.at(-1)!;
    const sharpness = gradientEnergy(last) / gradientEnergy(reference);
    const gram = gramDistance(await gramMatrices(engine, last), matrices) / unpainted;
    const figures = `E_warp ${sums[i]!.map(String).join(' and ')}, sharpness ${sharpness.toFixed(3)}, Gram ${gram.toFixed(3)}`;
    console.log(`${name}: ${figures}`);
    if (args.pictures === undefined) continue;
    await mkdir(args.pictures, { recursive: true });
    await writePicture(join(args.pictures, `${name.replaceAll(/[ ,]+/g, '-')}.png`), last);
  }
}

async function measureStill(still: string, open: Open): Promise<void> {
  const frames = await framesWithBox(still, Number(args.size), 24);
  const stylizer = await open(frames.shown[0]!);
  console.log(`source: ${breathing(frames.shown)}`);
  for (const norms of ['frame', 'shot']) {
    if (norms === 'shot') {
      await stylizer.openShot(await stylizer.measureShot(frames.shown.filter((_, i) => i % 8 === 0)));
    }
    const painted: Image[] = [];
    for (const frame of frames.withMargin) {
      painted.push(removeMargin((await stylizer.paintFirst(frame, 0)).image));
    }
    console.log(`norms by ${norms}: ${breathing(painted)}`);
  }
}

function asWritten(image: Image): Image {
  const { width, height, ...inner } = removeMargin(image);
  return imageFromRgb24(imageToRgb24({ width, height, ...inner }), width, height);
}
