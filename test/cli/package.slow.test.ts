import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clipFacts, makeClip, pictureFacts } from './make-clip.js';
import { scratchFolder, writePicture } from './run-cli.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const shell = process.platform === 'win32';
let folder: Awaited<ReturnType<typeof scratchFolder>>;

before(async () => {
  folder = await scratchFolder();
  await run('npm', ['pack', '--pack-destination', folder.path], { cwd: root, shell });
  const tarball = (await readdir(folder.path)).find((name) => name.endsWith('.tgz'));
  assert.ok(tarball, 'npm pack wrote no tarball');
  await writeFile(join(folder.path, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
  // With install scripts, as a stranger's npm runs them, and none of our own settings.
  await run('npm', ['install', '--ignore-scripts=false', ...quiet, `./${tarball}`], {
    cwd: folder.path,
    shell,
  });
  await makeClip(join(folder.path, 'clip.mp4'));
  await writePicture(join(folder.path, 'style.png'));
});
after(() => folder[Symbol.asyncDispose]());

test('installed elsewhere, the command stylizes a clip and leaves nothing in the home or among temporary files', async () => {
  const args = ['nst-video', 'clip.mp4', '--style', 'style.png', '--quality', 'draft', '--iterations', '2'];
  const [home, temporary] = [join(folder.path, 'home'), join(folder.path, 'tmp')];
  for (const path of [home, temporary]) await mkdir(path);
  const command = join(folder.path, 'node_modules/nst-video/dist/src/cli/main.js');
  const env = { ...process.env, HOME: home, TMPDIR: temporary };
  await run(process.execPath, [command, ...args.slice(1)], { cwd: folder.path, env });
  assert.deepEqual([...(await readdir(home)), ...(await readdir(temporary))], []);
  const { nb_read_frames: frames } = await pictureFacts(join(folder.path, 'clip.style.mp4'));
  assert.equal(Number(frames), clipFacts.frames);
});

test('without the packages of a farm, its commands say what to install', async () => {
  const command = join(folder.path, 'node_modules/nst-video/dist/src/cli/main.js');
  const failed = await run(process.execPath, [command, 'worker', '--queue', 'redis://127.0.0.1:1'], {
    cwd: folder.path,
  }).catch((error: { code: number; stderr: string }) => error);
  assert.ok('code' in failed);
  assert.equal(failed.code, 2);
  assert.match(failed.stderr, /npm install bullmq@6 ioredis@5/);
});

test('the installation neither fetches nor brings what only some machines need', async () => {
  const modules = join(folder.path, 'node_modules');
  const files = (await readdir(modules, { recursive: true })).map(String);
  assert.deepEqual(
    files.filter((name) => /providers_(cuda|tensorrt)/.test(name)),
    [],
  );
  const bindings = files.filter((name) => name.endsWith('onnxruntime_binding.node'));
  assert.ok(bindings.some((name) => name.includes(join(process.platform, process.arch))));
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const scripted = Object.entries(lock.packages).flatMap(([name, it]) => (it.hasInstallScript ? [name] : []));
  // The FFmpeg installers only set the bit that lets their program run.
  assert.deepEqual(
    scripted.filter((name) => !/@ff(mpeg|probe)-installer/.test(name)),
    [],
  );
});

test('installed elsewhere, npx finds the command', async () => {
  const { stdout } = await run('npx', ['--no-install', 'nst-video', '--version'], {
    cwd: folder.path,
    shell,
  });
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test('installed elsewhere, the library can be imported, with its types', async () => {
  const script = "import { probe } from 'nst-video'; console.log((await probe('clip.mp4')).kind);";
  await writeFile(join(folder.path, 'use.js'), script);
  const { stdout } = await run(process.execPath, ['use.js'], { cwd: folder.path });
  assert.equal(stdout, 'video\n');
  const typed = [
    "import { stylizeVideo, type StylizeOptionsInput, type StylizeReport } from 'nst-video';",
    "const options: StylizeOptionsInput = { size: 'source', styleLayers: { relu1_1: 1 } };",
    "export const report: Promise<StylizeReport> = stylizeVideo('a', 'b', 'c', options);",
    '// @ts-expect-error no such option',
    "export const wrong = stylizeVideo('a', 'b', 'c', { sizes: 3 });",
  ];
  await writeFile(join(folder.path, 'use-types.ts'), `${typed.join('\n')}\n`);
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2022'];
  const lib = [
    '--lib',
    'es2023,esnext.disposable',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    '--types',
    'node',
  ];
  await run(process.execPath, [compiler, '--noEmit', ...strict, ...lib, 'use-types.ts'], {
    cwd: folder.path,
  });
});

test('the checkout itself answers to npx', async () => {
  const { stdout } = await run('npx', ['--no-install', 'nst-video', '--version'], { cwd: root, shell });
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});
