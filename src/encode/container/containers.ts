import { extname } from 'node:path';
import { UsageError } from '../../errors.js';
import type { MediaInfo } from '../../media/info.js';
import { pictureFolderOf } from '../output/picture-folder.js';

/** What can be written: file types, `m4v` being `mp4`, and `png`, a folder of numbered pictures. */
export type Container = 'mp4' | 'mov' | 'mkv' | 'webm' | 'gif' | 'png';

const BY_EXTENSION: Readonly<Record<string, Container>> = {
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
  '.mkv': 'mkv',
  '.webm': 'webm',
  '.gif': 'gif',
};

/** FFmpeg's muxers. */
export const MUXERS: Readonly<Record<Container, string>> = {
  mp4: 'mp4',
  mov: 'mov',
  mkv: 'matroska',
  webm: 'webm',
  gif: 'gif',
  png: 'image2',
};

/** Whether edit lists in the file tell players where sound and picture begin. */
export function hasEditLists(container: Container): boolean {
  return container === 'mp4' || container === 'mov';
}

/** How the name of an output of this type ends, for messages. */
export function endingOf(container: Container): string {
  return container === 'png' ? '%04d.png' : `.${container}`;
}

/**
 * The file type that a name asks for; `frames/%04d.png` asks for numbered pictures.
 *
 * @param preset with `png`, a name without a known extension is the folder of numbered pictures
 * @throws {UsageError} for an extension that is not in the list.
 */
export function containerOf(output: string, preset = 'auto'): Container {
  const extension = extname(output).toLowerCase();
  const container = pictureFolderOf(output, preset) === undefined ? BY_EXTENSION[extension] : 'png';
  if (container) return container;
  throw new UsageError(
    `Expected the output to end in ${Object.keys(BY_EXTENSION).join(', ')} or %04d.png, got \`${output}\``,
  );
}

/** The extension, with its dot, of an output that the user has not named: MP4, QuickTime and Matroska keep theirs. */
export function defaultContainer(info: Pick<MediaInfo, 'path'>): string {
  const extension = extname(info.path).toLowerCase();
  return ['.mp4', '.m4v', '.mov', '.mkv'].includes(extension) ? extension : '.mp4';
}
