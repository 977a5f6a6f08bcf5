import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { runCli, writePicture } from '../cli/run-cli.js';
import { scratchFolder } from '../media/clips.js';
import { packetHashes, writeShots } from '../pipeline/shots/shots-clip.js';
import { start } from './processes.js';
import { eventually, noRedis, startRedis } from './redis.js';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);
const job = ['shots.mkv', '-s', 'style.png', '--device', 'cpu', '--iterations', '6', '--preset', 'ffv1'];
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;
let whole = '';

before(async () => {
  if (noRedis) return;
  await writePicture(path('style.png'));
  writeShots(path('shots.mkv'), [4, 6, 5, 3]);
  const { code, stderr } = await runCli([...job, '-o', 'whole.mkv'], { cwd: folder });
  assert.equal(code, 0, stderr);
  whole = packetHashes(path('whole.mkv'));
});

test('two jobs at once share the workers, and both are finished', { skip: noRedis }, async () => {
  await using redis = await startRedis('secret word');
  const env = { NST_VIDEO_QUEUE: redis.url };
  const submit = (name: string) => start(['submit', ...job, '-o', name, '--json-progress'], folder, env);
  const [a, b] = [submit('a.mkv'), submit('b.mkv')];
  const isPlanned = ({ said }: typeof a) => said().includes('"planned"');
  await eventually('both are in the queue', () => isPlanned(a) && isPlanned(b));
  const workers = [1, 2].map(() => start(['worker', '--idle', '3'], folder, env));
  assert.deepEqual([await a.ended, await b.ended], [0, 0], a.said() + b.said());
  assert.deepEqual([packetHashes(path('a.mkv')), packetHashes(path('b.mkv'))], [whole, whole]);
  for (const worker of workers) assert.equal(await worker.ended, 0, 'ends when there is nothing to do');
  for (const { said } of [a, b, ...workers])
    assert.ok(!said().includes('secret'), 'the password is not told');
  const begun = workers.flatMap(({ said }) => [...said().matchAll(/shot \d of job (\w+): painting/g)]);
  const jobs = begun.map(([, id]) => id);
  assert.equal(jobs.length, 8);
  const firstHalf = new Set([...jobs.slice(0, 2), ...jobs.slice(4, 6)]);
  assert.equal(firstHalf.size, 2, `each worker turns to both jobs at once: ${jobs.join(' ')}`);
});

test('nothing but the named host is contacted', {
  skip: noRedis || (!has('strace') && 'no strace on this machine'),
}, async () => {
  await using redis = await startRedis();
  const env = { NST_VIDEO_QUEUE: redis.url };
  const trace = (name: string) => [
    'strace',
    '-f',
    '-qq',
    '-e',
    'trace=connect,sendto,sendmsg',
    '-o',
    path(name),
  ];
  const worker = start(['worker', '--idle', '4'], folder, env, trace('worker.trace'));
  const submit = start(['submit', ...job, '-o', 'traced.mkv'], folder, env, trace('submit.trace'));
  assert.equal(await submit.ended, 0, submit.said());
  assert.equal(await worker.ended, 0, worker.said());
  assert.equal(packetHashes(path('traced.mkv')), whole);
  const port = new URL(redis.url).port;
  for (const name of ['worker.trace', 'submit.trace']) {
    const lines = readFileSync(path(name), 'utf8').split('\n');
    const reached = lines.filter((line) => /sa_family=AF_INET/.test(line));
    assert.ok(reached.length > 0, 'the queue is seen');
    for (const line of reached) {
      assert.ok(line.includes(`sin_port=htons(${port})`) && line.includes('inet_addr("127.0.0.1")'), line);
    }
  }
});

test('with TLS, by a certificate that the machine trusts, and not without', {
  skip: noRedis || (!has('openssl') && 'no openssl on this machine'),
}, async (context) => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const keys = ['-newkey', 'rsa:2048', '-nodes', '-keyout', path('key.pem'), '-out', path('cert.pem')];
  assert.equal(spawnSync('openssl', ['req', '-x509', '-days', '2', ...keys, ...subject]).status, 0);
  const tls = [
    '--tls-cert-file',
    path('cert.pem'),
    '--tls-key-file',
    path('key.pem'),
    '--tls-auth-clients',
    'no',
  ];
  const server = await startRedis('over TLS', tls).catch(() => undefined);
  if (!server) return context.skip('this server was built without TLS');
  await using redis = server;
  const env = { NST_VIDEO_QUEUE: redis.url };
  const distrusted = await runCli(['worker', '--idle', '1'], { cwd: folder, env });
  assert.equal(distrusted.code, 75);
  assert.match(
    distrusted.stderr,
    /^error: The queue at rediss:\/\/localhost:\d+ cannot be reached: self-signed certificate/,
  );
  const trusted = { ...env, NODE_EXTRA_CA_CERTS: path('cert.pem') };
  const worker = start(['worker', '--idle', '4'], folder, trusted);
  const submit = start(['submit', ...job, '-o', 'tls.mkv'], folder, trusted);
  assert.equal(await submit.ended, 0, submit.said());
  assert.equal(packetHashes(path('tls.mkv')), whole);
  assert.equal(await worker.ended, 0, worker.said());
});
