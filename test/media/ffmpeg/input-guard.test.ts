import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { probe } from '../../../src/decode/probe/probe.js';
import { InputError } from '../../../src/errors.js';
import { startFfmpeg } from '../../../src/media/ffmpeg/ffmpeg.js';
import { ffprobeJson } from '../../../src/media/ffmpeg/ffprobe.js';
import { fileUrl, inputGuard } from '../../../src/media/ffmpeg/input-guard.js';
import { makeClip, picture, scratchFolder, tone, X264 } from '../clips.js';
import { forEachFfmpeg } from '../each-ffmpeg.js';

const root = scratchFolder();
const clip = makeClip(join(root, 'clip.mp4'), ...picture(0.2), ...X264);

/** Files that name other files or addresses, by what they are called in the message. */
function lists(url: string): readonly (readonly [string, string, string])[] {
  const playlist = (entry: string) =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${entry}\n#EXT-X-ENDLIST\n`;
  const manifest = `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-live:2011">
<Period><AdaptationSet contentType="video" mimeType="video/mp4"><Representation id="0" bandwidth="1000" codecs="avc1.64000a" width="64" height="48">
<BaseURL>${url}</BaseURL><SegmentTemplate timescale="1" duration="1" initialization="init.mp4" media="$Number$.m4s" startNumber="1"/>
</Representation></AdaptationSet></Period></MPD>`;
  const sdp = 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 26\n';
  return [
    ['local.m3u8', 'an HLS playlist', playlist('clip.mp4')],
    ['remote.m3u8', 'an HLS playlist', playlist(`${url}a.ts`)],
    ['list.ffconcat', 'a concat list', 'ffconcat version 1.0\nfile clip.mp4\n'],
    ['manifest.mpd', 'a DASH manifest', manifest],
    ['session.sdp', 'a session description', sdp],
  ];
}

forEachFfmpeg((name) => {
  test('files that name other files and addresses are refused under every name, and nothing is fetched', async () => {
    const called: string[] = [];
    const server = createServer((socket) => {
      called.push('connection');
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    for (const [own, kind, text] of lists(`http://127.0.0.1:${port}/`)) {
      for (const file of [own, `${own}.mp4`]) {
        const path = join(root, `${name}-${file}`);
        writeFileSync(path, text.replace('clip.mp4', clip));
        await assert.rejects(probe(path), (error: Error) => {
          assert.ok(error instanceof InputError, String(error));
          assert.match(error.message, new RegExp(`is ${kind}.*: expected a media file$`));
          return true;
        });
      }
    }
    server.close();
    assert.deepEqual(called, []);
  });

  test('a text file is not drawn as a picture, a name with a pattern does not open others', async () => {
    const text = join(root, `${name}.txt`);
    writeFileSync(text, 'hello\n'.repeat(50));
    await assert.rejects(probe(text), InputError);
    makeClip(join(root, `${name}-1.dpx`), ...picture(0.04), '-frames:v', '1');
    const pattern = join(root, `${name}-%d.dpx`);
    writeFileSync(pattern, 'not a picture');
    await assert.rejects(
      ffprobeJson({ path: pattern, allowUrl: false }, ['-show_format']),
      /whitelist|Invalid/,
    );
  });

  test('neither FFmpeg nor ffprobe opens a list that comes to it without the probe', async () => {
    const path = join(root, `${name}.ffconcat`);
    writeFileSync(path, `ffconcat version 1.0\nfile ${clip.split('/').at(-1)}\n`);
    await assert.rejects(ffprobeJson({ path, allowUrl: false }, ['-show_format']), /Format not on whitelist/);
    const output = { outputOptions: ['-f', 'null'], output: 'pipe:1' };
    const ffmpeg = await startFfmpeg({ inputs: [{ source: fileUrl(path) }], ...output });
    ffmpeg.stdout.resume();
    await assert.rejects(ffmpeg.done, /Format not on whitelist/);
  });

  test('clips of the usual containers and bare streams are read', async () => {
    const mpeg4 = ['-c:v', 'mpeg4'];
    const made: readonly (readonly [string, ...string[]])[] = [
      ['a.mp4', ...X264],
      ['a.mov', '-c:v', 'prores'],
      ['a.mkv', ...X264],
      ['a.webm', '-c:v', 'libvpx', '-deadline', 'realtime'],
      ['a.avi', ...mpeg4],
      ['a.ts', ...X264],
      ['a.mpg', '-c:v', 'mpeg2video', '-f', 'vob'],
      ['a.flv', ...X264],
      ['a.gif'],
      ['a.ogv', '-c:v', 'libtheora'],
      ['a.mxf', '-c:v', 'mpeg2video'],
      ['a.wmv', '-c:v', 'wmv2'],
      ['a.nut', '-c:v', 'ffv1'],
      ['a.y4m', '-pix_fmt', 'yuv420p'],
      ['a.rm', '-c:v', 'rv20'],
      ['a.3gp', ...X264],
      ['a.apng', '-c:v', 'apng'],
      ['a.h264', ...X264],
      ['a.m4v', ...mpeg4],
      ['a.m2v', '-c:v', 'mpeg2video'],
      ['a.ivf', '-c:v', 'libvpx', '-deadline', 'realtime'],
      ['a.dv', '-s', '720x576', '-pix_fmt', 'yuv420p', '-c:v', 'dvvideo'],
    ];
    for (const [file, ...codec] of made) {
      const path = makeClip(join(root, `${name}-${file}`), ...picture(0.08, '25', '352x288'), ...codec);
      await ffprobeJson({ path, allowUrl: false }, ['-show_format']).catch((error: Error) =>
        assert.fail(`${file}: ${error.message}`),
      );
    }
  });

  test('so are files of sound alone, which the probe has its own words for', async () => {
    for (const file of ['a.wav', 'a.flac', 'a.aac', 'a.ogg', 'a.mp3', 'a.aiff', 'a.caf', 'a.ac3']) {
      const path = makeClip(join(root, `${name}-${file}`), ...tone(0.2));
      await ffprobeJson({ path, allowUrl: false }, ['-show_format']).catch((error: Error) =>
        assert.fail(`${file}: ${error.message}`),
      );
    }
  });
});

test('an input that is named by its format may be of that alone; addresses may be streams in pieces', () => {
  const noAddress = ['-protocol_whitelist', 'file,pipe'];
  assert.deepEqual(inputGuard('pipe:0', ['-f', 'nut']), [...noAddress, '-format_whitelist', 'nut']);
  const [, protocols, , local = ''] = inputGuard('file:/a.mp4');
  assert.equal(protocols, 'file,pipe');
  const [, remote = ''] = inputGuard('https://example.org/a.mpd');
  const opening = ['hls', 'dash', 'concat', 'imf', 'sdp', 'rtsp', 'image2', 'lavfi', 'mlv', 'vobsub', 'tty'];
  assert.deepEqual(
    opening.filter((demuxer) => local.split(',').includes(demuxer)),
    [],
  );
  assert.ok(remote.split(',').includes('hls'));
});
