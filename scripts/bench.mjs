// Runs every benchmark of bench/, or one with its arguments: `npm run bench [-- steadiness --size 384]`. See docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../dist/bench', import.meta.url));
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -'.js'.length));
const [wanted, ...args] = process.argv.slice(2);
if (wanted !== undefined && !all.includes(wanted)) {
  console.error(`Unknown benchmark ${wanted}; there are ${all.join(', ')}`);
  process.exit(2);
}
let failed = false;
for (const name of wanted === undefined ? all : [wanted]) {
  console.log(`== ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.js`), ...args], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
