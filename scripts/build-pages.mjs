// Bundles every src/*/page/main.ts, with the styles it imports, to main.js and main.css beside the compiled
// JavaScript. Each is whole: no imports, no addresses, so that it can be served or put into a file as it is.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = readdirSync(join(root, 'src'))
  .map((stage) => join('src', stage, 'page/main.ts'))
  .filter((path) => existsSync(join(root, path)));
for (const path of pages) {
  await build({
    absWorkingDir: root,
    entryPoints: [path],
    outdir: join('dist', dirname(path)),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  });
}
