import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFormat } from '../../src/encode/picture/format.js';
import { CODECS, clipCodecNames } from '../../src/formats/codecs.js';
import { endingOf } from '../../src/formats/containers.js';
import { PRESETS, presetNames } from '../../src/formats/presets.js';
import { fileOptions } from '../../src/options/file-options.js';

test('an entry of the table is all that a codec needs: `--codec` takes it, in each of its containers', () => {
  assert.ok(clipCodecNames.length > 0);
  for (const name of clipCodecNames) {
    assert.ok(fileOptions.codec.type.accepts(name), name);
    for (const container of CODECS[name].containers)
      assert.equal(chooseFormat(`a${endingOf(container)}`, { codec: name }).codec.name, name);
  }
  for (const name of ['gif', 'png'] as const) assert.ok(!fileOptions.codec.type.accepts(name), name);
});

test('a row of the table is all that a preset needs', () => {
  for (const name of presetNames) {
    assert.ok(fileOptions.preset.type.accepts(name), name);
    const { codec, containers, sound } = PRESETS[name];
    for (const container of containers) {
      const format = chooseFormat(`a${endingOf(container)}`, { preset: name });
      assert.deepEqual([format.codec.name, format.container, format.sound], [codec, container, sound]);
    }
  }
});
