import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../src/errors.js';
import { parseStyleNetwork } from '../../../src/stylize/style-network/style-network.js';
import { type OnnxFixture, onnxFile } from '../onnx-file.js';
import { painterFile, painterFixture } from './painter-file.js';

function refuses(bytes: Uint8Array, expected: RegExp): void {
  assert.throws(
    () => parseStyleNetwork(bytes, 'a.onnx'),
    (error: Error) => {
      assert.ok(error instanceof ModelError);
      assert.match(error.message, expected);
      return true;
    },
  );
}

/** The file of a good network, changed. */
function changed(change: (fixture: OnnxFixture) => void): Uint8Array {
  const fixture = painterFixture();
  change(fixture);
  return onnxFile(fixture);
}

test('what a network takes, gives and says of itself', () => {
  for (const channels of [3, 6, 7]) {
    const metadata = { 'nst-video.range': '1', 'nst-video.order': 'bgr', other: 'x' };
    const network = parseStyleNetwork(painterFile({ channels, opset: 13, metadata }), 'a.onnx');
    assert.deepEqual(
      [network.channels, network.input, network.output, network.opset, network.ownSize],
      [channels, 'x', 'y', 13, undefined],
    );
    assert.deepEqual(network.says, { range: '1', order: 'bgr' });
  }
});

test('a file that is no network from a picture to a picture is refused in a sentence', () => {
  refuses(painterFile({ channels: 4 }), /to take pictures, \[1, 3, height, width\].*got \[\?, 4, \?, \?\]/);
  const twoInputs = changed(({ inputs }) => inputs!.push({ name: 'second', dims: [1, 3, 8, 8] }));
  refuses(twoInputs, /to have one input, a picture, got `x`, `second`: join them/);
  const lastColours = changed(({ inputs }) => {
    inputs![0]!.dims = [1, 224, 224, 3];
  });
  refuses(lastColours, /colours last: export it with the colours first/);
  const classifies = changed(({ outputs }) => {
    outputs![0]!.dims = [1, 1000];
  });
  refuses(classifies, /got an output of \[1, 1000\]: a network that classifies cannot paint/);
  const half = changed(({ inputs }) => {
    inputs![0] = { name: 'x', dims: [1, 3, 8, 8], type: 10 };
  });
  refuses(half, /to take and give float32, got another type at `x`/);
  const external = changed(({ tensors }) => {
    tensors[0]!.data = { external: 'weights.bin' };
  });
  refuses(external, /references to a second file, which is not supported. Merge the two/);
});

test('bytes that are no ONNX file are refused in a sentence', () => {
  refuses(painterFile().subarray(0, 300), /truncated or damaged.*Get the file again/);
  refuses(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /Git LFS pointer/);
  refuses(new Uint8Array(100).fill(0xff), /Expected an ONNX file, got a.onnx/);
});
