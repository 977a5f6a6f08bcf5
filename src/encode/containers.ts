import { extname } from 'node:path';
import { UsageError } from '../errors.js';
import type { MediaInfo } from '../media/info.js';

/** File types that can be written. `m4v` is written as `mp4`. */
export type Container = 'mp4' | 'mov' | 'mkv' | 'webm';

const BY_EXTENSION: Readonly<Record<string, Container>> = {
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
  '.mkv': 'mkv',
  '.webm': 'webm',
};

/** FFmpeg's muxers. */
export const MUXERS: Readonly<Record<Container, string>> = {
  mp4: 'mp4',
  mov: 'mov',
  mkv: 'matroska',
  webm: 'webm',
};

/**
 * The file type that a name asks for.
 *
 * @throws {UsageError} for an extension that is not in the list.
 */
export function containerOf(output: string): Container {
  const extension = extname(output).toLowerCase();
  const container = BY_EXTENSION[extension];
  if (!container) {
    throw new UsageError(
      `Expected the output to end in ${Object.keys(BY_EXTENSION).join(', ')}, got \`${output}\``,
    );
  }
  return container;
}

/** The extension, with its dot, of an output that the user has not named: MP4, QuickTime and Matroska keep theirs. */
export function defaultContainer(info: Pick<MediaInfo, 'path'>): string {
  const extension = extname(info.path).toLowerCase();
  return ['.mp4', '.m4v', '.mov', '.mkv'].includes(extension) ? extension : '.mp4';
}
