import { basename, dirname, extname, join, resolve } from 'node:path';
import { namesPictures } from '../../decode/pictures/find-pictures.js';
import { containerOf, defaultContainer } from '../../encode/picture/format.js';
import { CODECS } from '../../formats/codecs.js';
import { sequenceExtensions, stillExtensions } from '../../formats/pictures.js';
import { PRESETS } from '../../formats/presets.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import type { StylizeOptions } from '../../options/resolve.js';

/** Picture formats that we write under their own extension; any other becomes a PNG. */
export const imageExtensions: readonly string[] = stillExtensions;

/**
 * Where a result goes if the user does not say: `clip.starry.mp4` beside
 * `clip.mov` for the style `starry.jpg`, or in `folder` if one is given.
 * Pictures in sequence are called as their folder.
 *
 * @param extension of the output, with its dot.
 */
export function defaultOutput(given: string, style: string, extension: string, folder?: string): string {
  const input = isUrl(given) ? given : namedAfter(given);
  const stem = isUrl(input) ? safeName(stemOf(urlPath(input))) : shortened(stemOf(input), 150);
  const styleStem = safeName(stemOf(style)) || 'style';
  const target = folder ?? (isUrl(input) ? '.' : dirname(input));
  return join(target, `${stem || 'video'}.${styleStem}${extension}`);
}

/** The extension, with its dot, that a stylized picture gets. */
export function imageExtension(input: string): string {
  const extension = extname(input).toLowerCase();
  return imageExtensions.includes(extension) ? extension : '.png';
}

/**
 * What the name of a clip that the user has not named ends in: the preset's
 * extension, or the input's own where we write it and the codec goes into it.
 * Numbered pictures are a folder, whose name has no extension.
 */
export function videoExtension(
  input: string,
  { preset, codec }: Pick<StylizeOptions, 'preset' | 'codec'>,
): string {
  if (preset !== 'auto') {
    const [container = 'mp4'] = PRESETS[preset].containers;
    return container === 'png' ? '' : `.${container}`;
  }
  const extension = defaultContainer({ path: isUrl(input) ? urlPath(input) : input });
  if (codec === 'auto') return extension;
  const { containers } = CODECS[codec];
  return containers.includes(containerOf(extension)) ? extension : `.${containers[0]}`;
}

/** Pictures in sequence are called as their folder, or as the one that we are in. */
function namedAfter(input: string): string {
  const isPattern = sequenceExtensions.has(extname(input).toLowerCase()) && namesPictures(input);
  const named = isPattern ? dirname(input) : input;
  return ['.', '..'].includes(basename(named)) ? basename(resolve(named)) : named;
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

/** Cut to so many bytes of UTF-8, which is what file systems count, no character split. */
function shortened(text: string, bytes: number): string {
  // Of a stream, the decoder keeps the beginning of a last character to itself.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text).subarray(0, bytes), {
    stream: true,
  });
}

function urlPath(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return '';
  }
}
