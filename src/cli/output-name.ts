import { basename, dirname, extname, join } from 'node:path';
import type { StylizeOptions } from '../options/resolve.js';

/** Picture formats that we write under their own extension; any other becomes a PNG. */
const imageExtensions = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff']);

/**
 * Where a result goes if the user does not say: `clip.starry.mp4` beside
 * `clip.mov` for the style `starry.jpg`, or in `folder` if one is given.
 *
 * @param extension of the output, with its dot.
 */
export function defaultOutput(input: string, style: string, extension: string, folder?: string): string {
  const stem = isUrl(input) ? safeName(stemOf(urlPath(input))) : shortened(stemOf(input), 200);
  const styleStem = safeName(stemOf(style)) || 'style';
  const target = folder ?? (isUrl(input) ? '.' : dirname(input));
  return join(target, `${stem || 'video'}.${styleStem}${extension}`);
}

/** The extension, with its dot, that a stylized picture gets. */
export function imageExtension(input: string): string {
  const extension = extname(input).toLowerCase();
  return imageExtensions.has(extension) ? extension : '.png';
}

/** The extension, with its dot, of the container that a codec is at home in. */
export function videoExtension(codec: StylizeOptions['codec']): string {
  return codec === 'vp9' ? '.webm' : codec === 'ffv1' ? '.mkv' : '.mp4';
}

/** Whether an input names something to fetch rather than a file. */
export function isUrl(input: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(input);
}

function stemOf(path: string): string {
  const name = basename(path);
  return name.slice(0, name.length - extname(name).length);
}

/** A name without what any common file system refuses, never hidden, of modest length. */
function safeName(name: string): string {
  const safe = name.replace(/[\p{Cc}<>:"/\\|?*%]+/gu, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  return shortened(safe, 60);
}

/** Cut to so many characters, none of them split. */
function shortened(text: string, length: number): string {
  return [...text].slice(0, length).join('');
}

function urlPath(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return '';
  }
}
