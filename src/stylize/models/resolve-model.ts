import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ModelError } from '../../errors.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import { EMBEDDED_NAMES, embeddedFor, embeddedNetworkPath } from '../network/embedded.js';

/**
 * Folder of the installed models: `models` in `NST_VIDEO_CACHE` if that is set; else
 * in `nst-video` in the platform's folder for what can be fetched again
 * (`XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS,
 * `%LOCALAPPDATA%` on Windows).
 */
export function modelsDirectory(): string {
  return join(process.env.NST_VIDEO_CACHE || join(cacheRoot(), 'nst-video'), 'models');
}

function cacheRoot(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** Path of an installed model of that name, whether it is there or not. */
export function installedModelPath(name: string): string {
  return join(modelsDirectory(), `${name}.safetensors`);
}

/** Whether a string can be an installed model's name: no separators, no extension. */
export function isModelName(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(text);
}

/** What a network is wanted for; decides which of ours `embedded` is. */
export interface ModelUse {
  /** Painting in one pass, which has a network of its own. */
  readonly fast?: boolean;
  readonly model: string;
  readonly quality: 'draft' | 'normal' | 'high';
}

/** The model's name with `embedded` resolved: the name that messages give, and that `resolveModel` takes. */
export function modelFor({ model, quality, fast }: ModelUse, kind: 'clip' | 'picture'): string {
  if (fast) return 'fast';
  return model === 'embedded' ? embeddedFor(kind, quality) : model;
}

/**
 * The file behind a model's name: `small` and `wide` are the networks that ship with
 * the package, `embedded` the small one; another name, such as `vgg19`, one that was installed; anything
 * else, the path of a safetensors or ONNX file. Nothing is ever fetched from here.
 *
 * @throws ModelError where there is no such file, with what to do; InputError where it is a folder, a pipe or a device
 */
export async function resolveModel(model: string): Promise<string> {
  if (model === 'fast') {
    throw new ModelError(
      'Expected a network to optimise with as the model, got fast, which paints in one pass: use `--fast` instead of `--model`',
    );
  }
  const embedded = model === 'embedded' ? 'small' : EMBEDDED_NAMES.find((name) => name === model);
  if (embedded) return embeddedNetworkPath(embedded);
  if (existsSync(model) && !(isModelName(model) && statSync(model).isDirectory())) {
    await checkRegularPath(model);
    return model;
  }
  if (!isModelName(model)) throw new ModelError(`Expected a model file, got ${model}: there is no such file`);
  const path = installedModelPath(model);
  if (existsSync(path)) return path;
  throw new ModelError(
    `The model \`${model}\` is not installed. Get its weights as a safetensors or ONNX file, then run ` +
      `\`nst-video models install <file or URL> --name ${model}\`, or name the file directly: \`--model <file>\``,
  );
}
