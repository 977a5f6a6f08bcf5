import { homedir } from 'node:os';
import { join } from 'node:path';

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
