import { basename, dirname, extname, resolve } from 'node:path';
import { UsageError } from '../../errors.js';

/** Where numbered pictures go. */
export interface PictureFolder {
  /** Absolute. */
  readonly folder: string;
  /** FFmpeg's pattern of all names; the first has the number 1. */
  readonly pattern: string;
  /** Whether a file of this name is a picture of this or an earlier run, or the sound beside them. */
  owns(name: string): boolean;
  /** Worth telling the user. */
  readonly notice: string | undefined;
}

/** Digits where the user names only the folder. */
const USUAL_DIGITS = 4;
const NUMBER = /%(0?)(\d*)d/;

/** Whether an output's name stands for numbered pictures: `frames/%04d.png`. */
function namesPictures(output: string): boolean {
  return extname(output).toLowerCase() === '.png' && NUMBER.test(basename(output));
}

/** The folder of numbered pictures that an output's name stands for; `undefined` where it stands for a file. */
export function pictureFolderOf(output: string, preset = 'auto'): string | undefined {
  if (namesPictures(output)) return resolve(dirname(output));
  return preset === 'png' && extname(output).toLowerCase() !== '.png' ? resolve(output) : undefined;
}

/** Where an output comes to lie: a file, or the folder of its pictures. */
export function finalPath(output: string, preset: string): string {
  return pictureFolderOf(output, preset) ?? output;
}

/**
 * Reads `frames/%04d.png`, or `frames` for `frames/%04d.png`. Numbers get as
 * many digits as the last one needs, so that names sort as the frames do.
 *
 * @param count of the pictures
 * @throws {UsageError} for a name that has no place for one number.
 */
export function pictureFolder(output: string, count: number): PictureFolder {
  const named = namesPictures(output);
  const folder = pictureFolderOf(output, 'png');
  const file = named ? basename(output) : `%0${USUAL_DIGITS}d.png`;
  const parts = file.split(NUMBER); // what stands before, `0` or nothing, the width, what stands after
  const [before = '', , width = '', after = ''] = parts;
  if (folder === undefined || parts.length !== 4 || `${before}${after}`.includes('%')) {
    throw new UsageError(
      `Expected a pattern such as \`frames/%04d.png\` or a folder for the pictures, got \`${output}\``,
    );
  }
  const asked = Number(width) || 1;
  const digits = Math.max(asked, String(count).length);
  const own = new RegExp(`^${escaped(before)}\\d+${escaped(after)}$`);
  return {
    folder,
    pattern: `${before}%0${digits}d${after}`,
    owns: (name) => own.test(name) || SOUND.test(name),
    notice:
      digits > asked && named
        ? `${count} pictures need ${digits} digits: they are named ${before}%0${digits}d${after}.`
        : undefined,
  };
}

/** Names of the sound beside the pictures. */
const SOUND = /^sound(?:\.\d+)?\.wav$/;

/** The n-th sound beside the pictures, counted from 0. */
export function soundName(n: number): string {
  return n === 0 ? 'sound.wav' : `sound.${n + 1}.wav`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
