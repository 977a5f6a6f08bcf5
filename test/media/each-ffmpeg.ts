import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe } from 'node:test';

const VARIABLES = ['FFMPEG_PATH', 'FFPROBE_PATH'] as const;

/**
 * Registers the tests of `body` once with the FFmpeg that comes with us and,
 * where the PATH has one, once with that. Clips are to be made within tests,
 * in a folder of the name's own.
 */
export function forEachFfmpeg(body: (name: string) => void): void {
  const system = systemFfmpeg();
  for (const [name, paths] of [
    ['bundled', [undefined, undefined]],
    ...(system ? [['system', system] as const] : []),
  ] as const) {
    describe(`with the ${name} FFmpeg`, () => {
      const saved = VARIABLES.map((variable) => process.env[variable]);
      before(() => setPaths(paths));
      after(() => setPaths(saved));
      body(name);
    });
  }
}

function systemFfmpeg(): readonly [string, string] | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const paths = [join(folder, 'ffmpeg'), join(folder, 'ffprobe')] as const;
    try {
      for (const path of paths) accessSync(path, constants.X_OK);
      return paths;
    } catch {
      // not here
    }
  }
  return undefined;
}

function setPaths(paths: readonly (string | undefined)[]): void {
  for (const [i, variable] of VARIABLES.entries()) {
    const path = paths[i];
    if (path === undefined) delete process.env[variable];
    else process.env[variable] = path;
  }
}
