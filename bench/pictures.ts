/**
 * Paints photos in the style of paintings, by `stylizeImage` at its defaults, measures the results and lays them
 * side by side on a page: `node dist/bench/pictures.js [--data DIR] [--out DIR] [--size 512] [--pairs N]
 * [--only a,b] [--full] [--one-pass] [--beside DIR2] [--any-build] [any option of the look, the effort, the network and the device]`.
 *
 * DIR holds photos, paintings, published pictures and the networks to measure with (default: ../shared/data beside the
 * checkout). With --full, the full VGG-16 of DIR/models paints each pair too. Writes index.html and
 * figures.json, after every pair; painted pictures are kept in the folder `pictures` beside them.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveOptions } from '../src/options/resolve.js';
import { fastWeightsPath } from '../src/stylize/fast/fast-weights.js';
import { modelFor, resolveModel } from '../src/stylize/models/resolve-model.js';
import { loadVgg } from '../src/stylize/network/load-network.js';
import { readArguments, typedOptions } from './pictures/arguments.js';
import { buildDigest } from './pictures/build-digest.js';
import { measuringNetworks, networkNotices, whatIsAbsent } from './pictures/data.js';
import type { GreyFigures, PairFigures, Role } from './pictures/figures.js';
import { checkGrey } from './pictures/grey-check.js';
import { judgePair } from './pictures/judge-pair.js';
import { meanCosines, meansOf } from './pictures/means.js';
import { Meter } from './pictures/meter.js';
import { picturesHtml } from './pictures/page.js';
import { Painter, type Painting } from './pictures/painter.js';
import { digestOf } from './pictures/painting-key.js';
import { pairLine } from './pictures/pair-line.js';

const { data, out, options, pairs: chosen, ...asked } = readArguments(process.argv.slice(2));
const networks = measuringNetworks(data);
const absent =
  whatIsAbsent(data, chosen) ??
  (asked.full && !networks.vgg16
    ? `${data} lacks models/vgg16.safetensors, which --full paints with.`
    : null);
if (absent !== null) {
  process.stdout.write(`${absent}\n`);
  process.exit(2);
}

/** Steps of fine-tuning of the pictures painted in one pass. */
const passes = [
  ['fast', 0],
  ['tuned', 200],
] as const;

const folderName = 'pictures';
const folder = join(out, folderName);
await mkdir(folder, { recursive: true });
const oursPath = await resolveModel(modelFor(options, 'picture'));
const ours = await loadVgg(oursPath);
const build = await buildDigest();
const painter = new Painter(folder, build, asked.anyBuild);
const devices = new Set<string>();
const notices = networkNotices(networks);
if (options.size !== 512 && chosen.some(({ published }) => published !== undefined)) {
  notices.push(
    'The published pictures are 512 pixels wide: here they are measured at another size, which they were not painted for.',
  );
}
const pairs: PairFigures[] = [];
let grey: GreyFigures | null = null;
for (const notice of notices) console.log(notice);

await using meter = await Meter.open({ ...networks, ours: oursPath }, options);
const fastWeights = asked.onePass ? await digestOf(fastWeightsPath()) : '';
const fullWeights = asked.full && networks.vgg16 ? await digestOf(networks.vgg16) : null;
for (const pair of chosen) {
  const [content, style] = [join(data, pair.content.file), join(data, pair.style.file)];
  const order = { content, style, options, weights: ours.sha256, name: `${pair.name}.ours` };
  const painted = noted(await painter.paint(order, () => console.error(`${pair.name}: painting`)));
  const others: { role: Role; painting: Painting }[] = [];
  if (fullWeights !== null && networks.vgg16) {
    const model = { options: { ...options, model: networks.vgg16 }, weights: fullWeights };
    const fullOrder = { ...order, ...model, name: `${pair.name}.full` };
    const telling = () => console.error(`${pair.name}: painting by full VGG-16`);
    others.push({ role: 'full', painting: noted(await painter.paint(fullOrder, telling)) });
  }
  for (const [role, fineTune] of asked.onePass ? passes : []) {
    const pass = resolveOptions({ size: options.size, fast: true, fineTune });
    const passOrder = { ...order, options: pass, weights: fastWeights, name: `${pair.name}.${role}` };
    const telling = () => console.error(`${pair.name}: painting in one pass`);
    others.push({ role, painting: noted(await painter.paint(passOrder, telling)) });
  }
  const file = join(asked.beside ?? '', `${pair.name}.png`);
  const beside = asked.beside !== undefined && existsSync(file) ? file : undefined;
  const { size } = options;
  const figures = await judgePair(
    { pair, data, folder, folderName, size, ours: painted, others, beside },
    meter,
  );
  pairs.push(figures);
  console.log(pairLine(figures));
  await writeResults();
}
const first = chosen[0];
if (first !== undefined) {
  grey = await checkGrey(first, data, { folder, folderName }, painter, { options, weights: ours.sha256 });
  console.log(`grey style: chroma ${grey.chroma.toFixed(4)} (style ${grey.styleChroma.toFixed(4)})`);
  await writeResults();
}
console.log(`${join(out, 'index.html')} shows them.`);

/** Notes what a painting was made on. */
function noted(painting: Painting): Painting {
  devices.add(painting.device);
  if (painting.build !== build) {
    const notice = 'Some pictures were painted by another build of the code.';
    if (!notices.includes(notice)) notices.push(notice);
  }
  return painting;
}

async function writeResults(): Promise<void> {
  const about = {
    Network: `${ours.name}, ${ours.pooling} pooling, SHA-256 ${ours.sha256}`,
    'Full VGG-16': fullWeights === null ? 'not asked for (--full)' : `SHA-256 ${fullWeights}`,
    Device: [...devices].join('; '),
    Build: build,
    Options: typedOptions(options),
  };
  await writeFile(join(out, 'index.html'), picturesHtml({ about, notices, pairs, grey }));
  const means = { pictures: meansOf(pairs), cosines: meanCosines(pairs) };
  await writeFile(
    join(out, 'figures.json'),
    `${JSON.stringify({ about, notices, options, means, grey, pairs }, null, 2)}\n`,
  );
}
