import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where installed models are kept: `NST_VIDEO_CACHE` if set; else
 * `nst-video` in the platform's place for what can be fetched again
 * (`XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS,
 * `%LOCALAPPDATA%` on Windows).
 */
function cacheDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.NST_VIDEO_CACHE) return environment.NST_VIDEO_CACHE;
  return join(cacheRoot(environment, platform), 'nst-video');
}

function cacheRoot(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform) {
  if (platform === 'win32') return environment.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (environment.XDG_CACHE_HOME) return environment.XDG_CACHE_HOME;
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** Folder of the installed models. */
export function modelsDirectory(): string {
  return join(cacheDirectory(), 'models');
}
