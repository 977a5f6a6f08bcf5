import { extname } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../errors.js';
import { readHead } from '../../files/read-head.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';

/** Bytes at a file's beginning that are looked at. */
const HEAD = 4096;

/**
 * What a file is by its first bytes: a still picture that `readStill` reads, an
 * animation that FFmpeg does not read (WebP), or `undefined` for all that is
 * FFmpeg's to judge, GIF and PNG animations among it.
 *
 * @throws {InputError} where the file cannot be opened.
 */
export async function pictureKind(path: string): Promise<'still' | 'animation' | undefined> {
  await checkRegularPath(path);
  const head = await headOf(path);
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return isAnimatedPng(head) ? undefined : 'still';
  if (text.startsWith('\xff\xd8\xff'))
    return ['.mjpg', '.mjpeg'].includes(extname(path).toLowerCase()) ? undefined : 'still';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP')
    return (await countPages(path)) > 1 ? 'animation' : 'still';
  if (text.startsWith('GIF8')) return (await countPages(path)) === 1 ? 'still' : undefined;
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'still';
  if (text.slice(4, 8) === 'ftyp')
    return ['avif', 'mif1', 'heic', 'heix'].includes(text.slice(8, 12)) ? 'still' : undefined;
  return /^\s*(?:<\?xml[^>]*>\s*)?<svg/.test(text) ? 'still' : undefined;
}

/** A file's first bytes. @throws {InputError} where it cannot be read */
export async function headOf(path: string): Promise<Buffer> {
  return readHead(path, HEAD).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EACCES' ? 'permission denied' : error.message;
    throw new InputError(`\`${path}\` cannot be read: ${why}`, error);
  });
}

/** Whether the chunk that announces an animation comes before the picture's own. */
function isAnimatedPng(head: Buffer): boolean {
  for (let at = 8; at + 8 <= head.length; at += 12 + head.readUInt32BE(at)) {
    const chunk = head.toString('latin1', at + 4, at + 8);
    if (chunk === 'acTL') return true;
    if (chunk === 'IDAT') return false;
  }
  return head.includes('acTL'); // behind something long, such as a colour profile
}

/** How many pictures a file holds; 0 where it is damaged. */
async function countPages(path: string): Promise<number> {
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  return metadata ? (metadata.pages ?? 1) : 0;
}
