// Runs every benchmark of bench/, or those named: `npm run bench [-- engine flow …]`. See docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../dist/bench', import.meta.url));
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -'.js'.length));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown benchmark ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}
let failed = false;
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`== ${name}`);
  failed =
    spawnSync(process.execPath, [join(folder, `${name}.js`)], { stdio: 'inherit' }).status !== 0 || failed;
}
process.exit(failed ? 1 : 0);
