// Makes docs/images/steady.webp: the fixture clip with every frame painted alone, beside the same job at its defaults.
// `npm run build && node scripts/make-comparison.mjs`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const [width, height, gap, frames, fps] = [400, 224, 8, 16, 10];
const scratch = mkdtempSync(join(tmpdir(), 'nst-comparison-'));

function paint(name, ...options) {
  const args = [
    join(root, 'dist/src/cli/main.js'),
    join(root, 'fixtures/valley.mp4'),
    ...['--style', join(root, 'fixtures/style-evening-wind.jpg'), '--size', String(width)],
    ...['--start', '0f', '--end', `${frames}f`, '--output', join(scratch, name, '%03d.png'), ...options],
  ];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} ended with code ${status}`);
  return readdirSync(join(scratch, name)).sort();
}

try {
  const names = { alone: paint('alone', '--no-temporal'), steady: paint('steady') };
  const pages = await Promise.all(
    names.steady.slice(0, frames).map(async (_, index) => {
      const panels = ['alone', 'steady'].map(async (name, place) => ({
        input: await sharp(join(scratch, name, names[name][index]))
          .resize(width, height, { fit: 'cover' })
          .toBuffer(),
        left: place * (width + gap),
        top: 0,
      }));
      return sharp({ create: { width: 2 * width + gap, height, channels: 3, background: '#ffffff' } })
        .composite(await Promise.all(panels))
        .png()
        .toBuffer();
    }),
  );
  const out = join(root, 'docs/images/steady.webp');
  await sharp(pages, { join: { animated: true } })
    .webp({ quality: 55, effort: 6, delay: pages.map(() => Math.round(1000 / fps)), loop: 0 })
    .toFile(out);
  console.log(`${pages.length} frames in ${out}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
