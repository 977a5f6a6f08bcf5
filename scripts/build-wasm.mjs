// Compiles every src/**/assembly/*.ts module (AssemblyScript) to a .wasm beside the compiled JavaScript.
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(join(root, 'src'), { recursive: true })
  .map(String)
  .filter((name) => basename(dirname(name)) === 'assembly' && name.endsWith('.ts'));
for (const name of sources) {
  const target = join('dist/src', dirname(dirname(name)), `${basename(name, '.ts')}.wasm`);
  mkdirSync(join(root, dirname(target)), { recursive: true });
  const { error, stderr } = await asc.main(
    [
      join('src', name),
      '-o',
      target,
      '-O3',
      '--noAssert',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--importMemory',
    ],
    { baseDir: root },
  );
  if (error) {
    console.error(`${name}: ${error.message}\n${stderr.toString()}`);
    process.exit(1);
  }
}
