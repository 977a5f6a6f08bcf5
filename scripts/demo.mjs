// Paints the fixture clip in the style of a fixture painting: `npm run demo`.
// Default options but for size and length, so that it takes a minute or two on two cores.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const style = readdirSync(join(root, 'fixtures')).find((name) => /^style-.*\.(jpg|png)$/.test(name));
if (!style) throw new Error('fixtures/ holds no style-*.jpg');
const folder = join(root, 'out');
mkdirSync(folder, { recursive: true });
const output = join(folder, 'demo.mp4');
const args = [
  join(root, 'dist/src/cli/main.js'),
  join(root, 'fixtures/valley.mp4'),
  ...['--style', join(root, 'fixtures', style), '--output', output, '--overwrite'],
  ...['--size', '400', '--duration', '2', '--report', join(folder, 'demo.json')],
];
const child = spawn(process.execPath, args, { stdio: 'inherit' });
// Ctrl-C reaches the job itself; it decides when to end.
process.on('SIGINT', () => {});
child.on('exit', (code) => {
  if (code === 0) {
    console.log(
      `\nThe result is ${relative(process.cwd(), output)}, its report ${relative(process.cwd(), join(folder, 'demo.json'))}`,
    );
  }
  process.exit(code ?? 1);
});
