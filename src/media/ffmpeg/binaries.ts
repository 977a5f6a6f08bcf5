import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { FfmpegError } from '../../errors.js';

/** Where a binary was found. */
export interface Binary {
  readonly path: string;
  readonly origin: 'environment' | 'bundled' | 'PATH';
}

const require = createRequire(import.meta.url);

/**
 * The environment in which to run a binary. The bundled ffprobe is linked
 * statically and crashes on every MPEG transport stream when it loads the
 * system's character set modules: it is told that there are none.
 */
export function environmentFor({ origin }: Binary): NodeJS.ProcessEnv {
  return origin === 'bundled' && process.platform === 'linux'
    ? { ...process.env, GCONV_PATH: '' }
    : process.env;
}

/**
 * Finds `ffmpeg` or `ffprobe`: `FFMPEG_PATH` / `FFPROBE_PATH` first, then the
 * binary that npm installed with us, then the `PATH`.
 *
 * @throws {FfmpegError} where the variable points at nothing that can be run, or nothing is found.
 */
export function findBinary(name: 'ffmpeg' | 'ffprobe'): Binary {
  const variable = `${name.toUpperCase()}_PATH`;
  const wanted = process.env[variable];
  if (wanted) {
    const path = resolve(wanted);
    if (!isExecutable(path)) {
      throw new FfmpegError(`Expected ${variable} to be the path to an executable file, got \`${wanted}\``);
    }
    return { path, origin: 'environment' };
  }
  const bundled = bundledPath(name);
  if (bundled && (isExecutable(bundled) || makeExecutable(bundled)))
    return { path: bundled, origin: 'bundled' };
  const path = searchPath(name)[0];
  if (path) return { path, origin: 'PATH' };
  throw new FfmpegError(
    bundled
      ? `Expected \`${bundled}\` to be executable: run \`chmod +x\` on it, or set ${variable} to another ${name}`
      : `${name} was not found: install FFmpeg, or set ${variable} to the path of ${name}`,
  );
}

/** Every `ffmpeg` or `ffprobe` that {@link findBinary} might find were there no other, whether or not it runs. */
export function findBinaries(name: 'ffmpeg' | 'ffprobe'): Binary[] {
  const bundled = bundledPath(name);
  return [
    ...(bundled && isExecutable(bundled) ? [{ path: bundled, origin: 'bundled' } as const] : []),
    ...searchPath(name).map((path) => ({ path, origin: 'PATH' }) as const),
  ];
}

function bundledPath(name: string): string | undefined {
  try {
    return (require(`@${name}-installer/${name}`) as { path: string }).path;
  } catch {
    return undefined; // no build for this platform, or optional dependencies left out
  }
}

/** With install scripts ignored, nobody has set the bit that lets ffprobe run. */
function makeExecutable(path: string): boolean {
  try {
    chmodSync(path, 0o755);
    return isExecutable(path);
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function searchPath(name: string): string[] {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, file))
    .filter(isExecutable);
}
