import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EventChannel } from '../../src/preview/server/event-channel.js';
import type { PageContent } from '../../src/preview/server/page-content.js';
import { openServer, type PreviewServer } from '../../src/preview/server/server.js';
import { scratchFolder } from '../cli/run-cli.js';
import { ask, listenTo } from './request.js';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let server: PreviewServer;
let stopped = 0;
let asked: string[] = [];
const film = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
const channel = new EventChannel(() => [{ name: 'past', data: { told: true } }]);

function content(): PageContent {
  return {
    actions: { stop: () => stopped++ },
    find(path) {
      asked.push(path);
      if (path === '') return { kind: 'bytes', type: 'text/html; charset=utf-8', body: '<p>ü</p>' };
      if (path === 'events') return { kind: 'events', channel };
      // A name that a careless server would decode, or take for hidden.
      if (path === 'media/0')
        return { kind: 'file', type: 'video/mp4', path: join(folder.path, '.film 50%.bin') };
      if (path === 'broken') throw new Error('a secret');
      return undefined;
    },
  };
}

before(async () => {
  folder = await scratchFolder();
  await writeFile(join(folder.path, '.film 50%.bin'), film);
  await writeFile(join(folder.path, 'secret.txt'), 'secret');
  server = await openServer(content());
});
after(async () => {
  await server.close();
  await folder[Symbol.asyncDispose]();
});

const token = () => server.address.split('/')[3] as string;
const at = (path: string) => `/${token()}/${path}`;

test('the address is on 127.0.0.1, with a token that is new for every run', async () => {
  assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/);
  await using other = await openServer(content());
  assert.notEqual(other.address.split('/')[3], token());
  assert.equal((await ask(other.port, at(''))).status, 403, "another run's token");
});

test('without its token, or with a wrong one, nothing is answered, whatever is asked for', async () => {
  asked = [];
  const wrong = `${token().slice(0, -1)}${token().endsWith('A') ? 'B' : 'A'}`;
  const paths = ['/', '//', '/main.js', '/events', `/${wrong}/`, `/${token()}x/`, `/${token().slice(1)}/`];
  paths.push(`/${token().toLowerCase()}/`, `/x/${token()}/`, `/?token=${token()}`, `/%2e/${token()}/`);
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      const { status, body } = await ask(server.port, path, { method });
      assert.equal(status, 403, `${method} ${path}`);
      if (method !== 'HEAD') assert.match(body.toString(), /token/);
    }
  }
  assert.deepEqual(asked, [], 'the content was asked for');
});

test('only its own name in `Host` is served: no other name can be pointed at it', async () => {
  for (const host of [
    `evil.example:${server.port}`,
    '127.0.0.1',
    `127.0.0.1:${server.port + 1}`,
    `127.0.0.1.evil.example:${server.port}`,
  ]) {
    assert.equal((await ask(server.port, at(''), { headers: { host } })).status, 403, host);
  }
  for (const host of [`localhost:${server.port}`, `LOCALHOST:${server.port}`]) {
    assert.equal((await ask(server.port, at(''), { headers: { host } })).status, 200, host);
  }
});

test('no path leads out: the page sees it as it was written, and knows only its own', async () => {
  for (const path of [
    '../secret.txt',
    'media/../secret.txt',
    'media/..%2fsecret.txt',
    '%2e%2e/secret.txt',
    '..\\secret.txt',
    'media/0/../../secret.txt',
    'media//0',
    'media/0%00',
    'media/secret.txt',
    '.film 50%.bin'.replace(' ', '%20'),
    '/etc/passwd',
  ]) {
    const { status, body } = await ask(server.port, at(path));
    assert.equal(status, 404, path);
    assert.ok(!body.includes('secret'), path);
  }
});

test('only GET and HEAD are read by, only POST acts, and that only from the page itself', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const { status, headers } = await ask(server.port, at('media/0'), { method });
    assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'], method);
  }
  const get = await ask(server.port, at('stop'));
  assert.deepEqual([get.status, get.headers.allow, stopped], [405, 'POST', 0]);
  const post = (origin?: string) =>
    ask(server.port, at('stop'), { method: 'POST', headers: origin === undefined ? {} : { origin } });
  assert.equal((await post()).status, 403);
  assert.equal((await post('http://evil.example')).status, 403);
  assert.equal((await post('null')).status, 403);
  assert.equal(stopped, 0);
  assert.equal((await post(`http://127.0.0.1:${server.port}`)).status, 204);
  assert.equal(stopped, 1);
});

test('files answer to byte ranges', async () => {
  const whole = await ask(server.port, at('media/0'));
  assert.deepEqual([whole.status, whole.headers['accept-ranges']], [200, 'bytes']);
  assert.ok(whole.body.equals(film));
  assert.equal(whole.headers['content-type'], 'video/mp4');
  const part = (range: string) => ask(server.port, at('media/0'), { headers: { range } });
  const middle = await part('bytes=100-199');
  assert.deepEqual([middle.status, middle.headers['content-range']], [206, 'bytes 100-199/1000']);
  assert.ok(middle.body.equals(film.subarray(100, 200)));
  assert.ok((await part('bytes=-10')).body.equals(film.subarray(990)));
  assert.ok((await part('bytes=995-')).body.equals(film.subarray(995)));
  const beyond = await part('bytes=1000-');
  assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, 'bytes */1000']);
  const head = await ask(server.port, at('media/0'), { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, '1000', 0]);
});

test('every answer forbids inline script, sniffing, framing and caching', async () => {
  for (const path of ['', 'media/0', 'nothing', 'broken']) {
    const { headers } = await ask(server.port, at(path));
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*script-src 'self'/, path);
    assert.ok(!headers['content-security-policy']?.includes('unsafe'), path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.equal(headers['x-frame-options'], 'DENY', path);
    assert.equal(headers['referrer-policy'], 'no-referrer', path);
    assert.equal(headers['cache-control'], 'no-store', path);
  }
  assert.match(String((await ask(server.port, at(''))).body), /ü/);
});

test('what fails inside is told as that, not how', async () => {
  const { status, body } = await ask(server.port, at('broken'));
  assert.equal(status, 500);
  assert.ok(!body.includes('secret'));
});

test('many clients hear everything, late ones what was before', async () => {
  const clients = await Promise.all(Array.from({ length: 40 }, () => listenTo(server.port, at('events'))));
  for (const client of clients) await client.until(/event: past\ndata: {"told":true}\n\n/);
  assert.equal(channel.listeners, 40);
  clients[0]?.close();
  channel.send({ name: 'now', data: [1, 'two\nlines'] });
  for (const client of clients.slice(1)) await client.until(/event: now\ndata: \[1,"two\\nlines"\]\n\n/);
  for (const client of clients) client.close();
});

test('closing ends every connection and frees the port', async () => {
  const own = new EventChannel(() => []);
  const held: PageContent = {
    actions: {},
    find: (path) => (path === 'events' ? { kind: 'events', channel: own } : new Promise(() => {})),
  };
  const closing = await openServer(held);
  const path = closing.address.split('/')[3] as string;
  const client = await listenTo(closing.port, `/${path}/events`);
  const hanging = ask(closing.port, `/${path}/never`).then(
    () => 'answered',
    () => 'broken off',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.all([closing.close(), closing.close()]);
  await client.ended;
  assert.equal(await hanging, 'broken off');
  await new Promise(setImmediate);
  assert.equal(own.listeners, 0);
  const next = createServer();
  await new Promise<void>((listening, failed) => {
    next.once('error', failed);
    next.listen(closing.port, '127.0.0.1', listening);
  });
  await new Promise((closed) => next.close(closed));
});
