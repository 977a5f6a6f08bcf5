import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { embeddedNetworkPath } from '../../../src/stylize/network/embedded.js';
import { frameHashes, leftovers, seeded } from '../killing.js';
import { clipFacts, makeClip } from '../make-clip.js';
import { runCli, scratchFolder, writePicture } from '../run-cli.js';

const limitMs = 90_000;
const frames = 2;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
const path = (name: string) => join(folder.path, name);

before(async () => {
  folder = await scratchFolder();
  await makeClip(path('clip.mp4'), frames);
  await writePicture(path('style.png'), 120, 90);
});
after(() => folder[Symbol.asyncDispose]());

/** Bytes with a few bits flipped, cut short, a block overwritten, or blocks swapped. */
function mutated(bytes: Uint8Array, random: () => number): Buffer {
  const out = Buffer.from(bytes);
  // Half of all damage is to the first kilobyte: headers are what readers stumble over.
  const place = () => Math.floor(random() * (random() < 0.5 ? Math.min(1024, out.length) : out.length));
  const kind = Math.floor(random() * 4);
  if (kind === 0) {
    for (let i = 1 + Math.floor(random() * 8); i > 0; i--) out[place()]! ^= 1 << Math.floor(random() * 8);
  } else if (kind === 1) return out.subarray(0, place());
  else if (kind === 2) {
    const at = place();
    out.fill(Math.floor(random() * 256), at, at + 1 + Math.floor(random() * 64));
  } else {
    const [a, b] = [place(), place()];
    const block = Buffer.from(out.subarray(a, a + 32));
    out.copyWithin(a, b, b + 32);
    block.copy(out, b);
  }
  return out;
}

/** That the command ends in time, either with every frame or with one error that we foresaw. */
async function endsWell(args: readonly string[], what: string): Promise<void> {
  const quick = ['--quality', 'draft', '--iterations', '1', '--device', 'cpu', '--quiet', '--overwrite'];
  const late = delay(limitMs, undefined, { ref: false }).then(() => {
    throw new Error(`${what}: not done in ${limitMs} ms`);
  });
  const run = runCli([...args, ...quick], { cwd: folder.path });
  const { code, stderr } = await Promise.race([run, late]);
  if (code === 0) {
    assert.equal((await frameHashes(path('out.mp4'))).length, frames, what);
    await rm(path('out.mp4'));
  } else {
    assert.ok(code === 1 || code === 2, `${what}: exit code ${code}: ${stderr}`);
    assert.match(stderr, /^(?:\S+: )?error: [^\n]+\n(?:error: [^\n]+\n)?$/, what);
    assert.doesNotMatch(stderr, /run with --verbose|undefined|\[object/, what);
  }
  assert.deepEqual(await leftovers(folder.path), [], what);
}

test('20 mutated styles', async () => {
  const random = seeded(20);
  const jpeg = readFileSync(
    fileURLToPath(new URL('../../../../fixtures/style-sunrise-bay.jpg', import.meta.url)),
  );
  const png = readFileSync(path('style.png'));
  for (let i = 0; i < 20; i++) {
    const name = i % 2 === 0 ? 'bad.jpg' : 'bad.png';
    writeFileSync(path(name), mutated(i % 2 === 0 ? jpeg : png, random));
    await endsWell(['clip.mp4', '--style', name, '-o', 'out.mp4'], `style ${i}`);
  }
});

test('15 mutated models', async () => {
  const random = seeded(15);
  const model = readFileSync(embeddedNetworkPath('small'));
  for (let i = 0; i < 15; i++) {
    writeFileSync(path('bad.safetensors'), mutated(model, random));
    const args = ['clip.mp4', '--style', 'style.png', '--model', 'bad.safetensors', '-o', 'out.mp4'];
    await endsWell(args, `model ${i}`);
  }
});

test('15 mutated job files', async () => {
  const random = seeded(51);
  const text = `defaults:
  style: style.png
  size: ${clipFacts.width}
jobs:
  - input: clip.mp4
    output: out.mp4
    styleWeight: 20
    longTerm: [1, 2]
`;
  for (let i = 0; i < 15; i++) {
    writeFileSync(path('bad.yaml'), mutated(Buffer.from(text), random));
    await endsWell(['batch', 'bad.yaml'], `job file ${i}`);
    await rm(path('bad.yaml'));
  }
});
