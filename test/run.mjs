// Runs the built tests with Node's own runner: `node test/run.mjs [--slow] [part of a file name …]`.
// Without --slow, files named *.slow.test.js are left out; with it, only they run.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../dist/test', import.meta.url));
const slow = process.argv.includes('--slow');
const wanted = process.argv.slice(2).filter((argument) => argument !== '--slow');
const files = readdirSync(root, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.js') && name.endsWith('.slow.test.js') === slow)
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  .map((name) => join(root, name));
if (files.length === 0) {
  console.error(
    `No test files in ${root} match ${wanted.join(' ') || 'the selection'}: run \`npm run build\` first.`,
  );
  process.exit(2);
}
// Node tells of skipped tests only where they are; what was skipped, and why, is repeated at the end.
const folder = mkdtempSync(join(tmpdir(), 'nst-skipped-'));
const skipped = join(folder, 'skipped.txt');
const reporters = [
  [process.stdout.isTTY ? 'spec' : 'tap', 'stdout'],
  [new URL('./skipped-reporter.mjs', import.meta.url).href, skipped],
];
const reporting = reporters.flatMap(([reporter, destination]) => [
  `--test-reporter=${reporter}`,
  `--test-reporter-destination=${destination}`,
]);
const child = spawn(process.execPath, ['--test', '--test-concurrency=2', ...reporting, ...files], {
  stdio: 'inherit',
});
child.on('exit', (code, signal) => {
  try {
    process.stdout.write(readFileSync(skipped, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = signal ? 1 : (code ?? 1);
});
