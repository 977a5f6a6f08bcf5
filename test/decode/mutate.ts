import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeClip, picture, tone, X264 } from '../media/clips.js';

/** Small whole clips of many containers, ten frames or so each; their paths. */
export async function makeSeeds(folder: string): Promise<string[]> {
  const at = (name: string): string => join(folder, name);
  const [video, sound] = [picture(0.4), tone(0.4)];
  const webp = at('seed.webp');
  const pages = Buffer.concat(Array.from({ length: 6 }, (_, i) => Buffer.alloc(3 * 32 * 24, 40 * i)));
  await sharp(pages, { raw: { width: 32, height: 24 * 6, channels: 3, pageHeight: 24 } })
    .webp({ delay: Array(6).fill(100) })
    .toFile(webp);
  return [
    makeClip(at('seed.mp4'), ...video, ...sound, ...X264, '-c:a', 'aac'),
    makeClip(
      at('fast.mp4'),
      ...video,
      ...sound,
      ...X264,
      '-bf',
      '2',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
    ),
    makeClip(at('seed.mov'), ...video, '-c:v', 'prores_ks'),
    makeClip(at('seed.mkv'), ...video, ...sound, ...X264, '-c:a', 'libvorbis'),
    makeClip(at('seed.webm'), ...video, ...sound, '-c:v', 'libvpx-vp9', '-cpu-used', '8', '-c:a', 'libopus'),
    makeClip(at('seed.ts'), ...video, ...sound, '-c:v', 'mpeg2video', '-c:a', 'mp2'),
    makeClip(at('seed.avi'), ...video, ...sound, '-c:v', 'mpeg4', '-c:a', 'mp2'),
    makeClip(at('seed.flv'), ...video, ...X264),
    makeClip(at('seed.gif'), ...video),
    makeClip(at('seed.apng'), ...video, '-f', 'apng'),
    webp,
  ];
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes a damaged copy of one of the seeds. By its number: bits flipped
 * anywhere or in the header, the end cut off, the header of another file, two
 * blocks swapped, a block taken out, a block of noise.
 */
export function mutate(seeds: readonly string[], number: number, folder: string): string {
  const random = randomNumbers(number + 1);
  const below = (limit: number): number => Math.floor(random() * limit);
  const source = seeds[number % seeds.length] as string;
  const bytes = Buffer.from(readFileSync(source));
  const size = bytes.length;
  const flip = (limit: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      const at = below(limit);
      bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    }
  };
  let result: Buffer = bytes;
  switch (Math.floor(number / seeds.length) % 7) {
    case 0:
      flip(size, 1 + below(64));
      break;
    case 1:
      flip(Math.min(size, 600), 1 + below(12));
      break;
    case 2:
      result = bytes.subarray(0, 1 + below(size - 1));
      break;
    case 3: {
      const other = readFileSync(seeds[below(seeds.length)] as string);
      const length = 16 + below(400);
      result = Buffer.concat([other.subarray(0, length), bytes.subarray(length)]);
      break;
    }
    case 4: {
      const length = 1 + below(size >> 2);
      const [from, to] = [below(size - length), below(size - length)];
      const [one, two] = [
        Buffer.from(bytes.subarray(from, from + length)),
        Buffer.from(bytes.subarray(to, to + length)),
      ];
      two.copy(bytes, from);
      one.copy(bytes, to);
      break;
    }
    case 5: {
      const from = below(size);
      result = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + below(size >> 3))]);
      break;
    }
    default: {
      const from = below(size);
      for (let at = from; at < Math.min(size, from + 1 + below(size >> 2)); at++) bytes[at] = below(256);
    }
  }
  const name = source.replace(/^.*[\\/]/, '');
  const path = join(folder, `${String(number).padStart(3, '0')} ${name}`);
  writeFileSync(path, result);
  return path;
}
