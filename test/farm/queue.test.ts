import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { queueOrder } from '../../src/farm/queue.js';
import { queueAddress } from '../../src/farm/queue-address.js';
import { folderHere, placeOf } from '../../src/farm/shared-folder.js';

test('an address is read, and shown without user and password', () => {
  const address = queueAddress('rediss://anna:p%40ss%3Aword@farm.example:7000/3');
  const { shown, ...rest } = address;
  assert.deepEqual(rest, {
    host: 'farm.example',
    port: 7000,
    username: 'anna',
    password: 'p@ss:word',
    db: 3,
    tls: true,
  });
  assert.equal(shown, 'rediss://farm.example:7000/3');
  assert.equal(queueAddress('redis://[::1]').host, '::1');
  assert.equal(queueAddress('redis://h').port, 6379);
});

test('what is no address is refused, and none of it repeated', () => {
  const secret = 's3cret';
  for (const text of [
    secret,
    `http://u:${secret}@host`,
    `redis://u:${secret}@host/path/deep`,
    `redis://u:${secret}@host?password=${secret}`,
    `redis://u:%zz${secret}@host`,
    `redis://u:${secret}@`,
    `redis://u:${secret}@host:99999`,
  ]) {
    assert.throws(
      () => queueAddress(text),
      (error: Error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.ok(!`${error.message} ${error.stack} ${error.cause}`.includes(secret), error.message);
        return /Expected `--queue` to be redis:\/\//.test(error.message);
      },
    );
  }
});

test('the longest shot goes first, and jobs that wait together are given frames by turns', () => {
  const one = queueOrder([10, 40, 20, 30], undefined);
  assert.deepEqual(one, [91, 1, 71, 41]);
  // The first job has got to its third shot when another comes.
  const other = queueOrder([5, 5, 50], 71);
  assert.deepEqual(other, [121, 126, 71]);
  const waiting = [...one.filter((n) => n >= 71).map((n) => [n, 'one']), ...other.map((n) => [n, 'other'])];
  const turns = waiting.sort(([a], [b]) => Number(a) - Number(b)).map(([, job]) => job);
  assert.deepEqual(turns, ['one', 'other', 'one', 'other', 'other']);
  assert.ok(queueOrder([2 ** 22, 2 ** 22], undefined).every((n) => n <= 2 ** 21));
});

test('a folder is named within the shared one, wherever a machine has it', () => {
  const place = placeOf('/mnt/a/films/job', '/mnt/a');
  assert.deepEqual(place, { path: 'films/job', shared: true });
  assert.equal(folderHere(place, '/srv/b'), '/srv/b/films/job');
  assert.throws(() => folderHere(place, undefined), /start the worker on .* with `--shared`/);
  assert.throws(() => placeOf('/home/job', '/mnt/a'), /inside `--shared`/);
  assert.throws(() => placeOf('/mnt/a', '/mnt/a'), /inside `--shared`/);
  for (const path of ['../etc', 'a/../../etc', '/etc', '']) {
    assert.throws(() => folderHere({ path, shared: true }, '/srv/b'), /outside the shared folder/, path);
  }
  assert.equal(folderHere({ path: '/srv/b/x', shared: false }, '/srv/b'), '/srv/b/x');
});
