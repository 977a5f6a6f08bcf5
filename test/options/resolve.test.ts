import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { flag, integer, optional, text, texts } from '../../src/options/basic-types.js';
import { cliOptions } from '../../src/options/cli-options.js';
import { libraryOptions } from '../../src/options/library-options.js';
import { flagOf, optionGroups, optionsUnder } from '../../src/options/option.js';
import { checkWay, resolveOptions, resolveTable, type StylizeOptions } from '../../src/options/resolve.js';

test('an empty input resolves to every default', () => {
  const options: StylizeOptions = resolveOptions();
  assert.deepEqual(Object.keys(options), Object.keys(libraryOptions));
  assert.equal(options.size, 640);
  assert.equal(options.duration, 'rest');
  assert.deepEqual(options.longTerm, [1]);
  assert.ok(Object.isFrozen(options) && Object.isFrozen(options.longTerm));
});

test('values given replace defaults, undefined does not', () => {
  const given = { size: 'source', iterations: 12, seed: undefined } as unknown as Partial<StylizeOptions>;
  const options = resolveOptions(given);
  assert.deepEqual([options.size, options.iterations, options.seed], ['source', 12, 0]);
});

const refused: [string, unknown, string][] = [
  ['iterations', -1, 'Expected `--iterations` to be an integer ≥ 1, or auto, got `-1`'],
  ['iterations', 2.5, 'Expected `--iterations` to be an integer ≥ 1, or auto, got `2.5`'],
  ['size', 31, 'Expected `--size` to be an integer from 32 to 8192, or source, got `31`'],
  ['styleWeight', Number.NaN, 'Expected `--style-weight` to be a number ≥ 0, got `NaN`'],
  ['styleWeight', '30', 'Expected `--style-weight` to be a number ≥ 0, got `30`'],
  ['optimizer', 'sgd', 'Expected `--optimizer` to be one of lbfgs, adam, got `sgd`'],
  ['temporal', 'no', 'Expected `--temporal` to be true or false, got `no`'],
  [
    'longTerm',
    [2, 1],
    'Expected `--long-term` to be ascending integers from 1 to 64, such as 1,2,4, got `[2,1]`',
  ],
  [
    'duration',
    0,
    'Expected `--duration` to be a time > 0 in seconds or hh:mm:ss, frames (120f) or a timecode (hh:mm:ss:ff), or rest, got `0`',
  ],
  [
    'model',
    '',
    'Expected `--model` to be embedded, small, wide, vgg16, vgg19 or the path of a .safetensors or .onnx file, got ``',
  ],
];
for (const [name, value, message] of refused) {
  test(`${name} = ${JSON.stringify(value)} is refused with what was expected and what came`, () => {
    assert.throws(
      () => resolveOptions({ [name]: value }),
      (error) => error instanceof UsageError && error.message === message,
    );
  });
}

test('layers need names, weights ≥ 0 and one above 0', () => {
  for (const styleLayers of [{ '': 1 }, { relu1_1: -1 }, { relu1_1: 0 }, {}]) {
    assert.throws(
      () => resolveOptions({ styleLayers }),
      /Expected `--style-layers` to be layers of the network with weights/,
    );
  }
  const styleLayers = { relu1_1: 0, relu5_1: 2 };
  assert.deepEqual(resolveOptions({ styleLayers }).styleLayers, styleLayers);
});

test('an end and a length together are refused', () => {
  assert.throws(() => resolveOptions({ end: '12f', duration: 3 }), {
    code: 'USAGE',
    message: 'Expected either `--end` or `--duration`, got both: `12f` and `3`',
  });
});

test('a misspelt name is refused', () => {
  assert.throws(() => resolveOptions({ styleWieght: 3 } as never), /Unknown option `styleWieght`/);
});

test('the tables are frozen, share no name and use known groups', () => {
  assert.ok(Object.isFrozen(libraryOptions) && Object.isFrozen(cliOptions));
  for (const definition of Object.values(libraryOptions)) assert.ok(Object.isFrozen(definition));
  const names = [...Object.keys(libraryOptions), ...Object.keys(cliOptions)];
  assert.equal(new Set(names).size, names.length);
  for (const { group } of [...Object.values(libraryOptions), ...Object.values(cliOptions)]) {
    assert.ok(optionGroups.includes(group));
  }
});

test('a default is of its own type; flags are off, lists empty, and what is optional undefined without one', () => {
  const { on, many, one } = optionsUnder('Look', {
    on: { type: flag(), doc: 'A flag.' },
    many: { type: texts('name', 'names'), doc: 'A list.' },
    one: { type: optional(text('name', 'a name')), doc: 'A name.' },
  });
  assert.deepEqual([on.default, many.default, one.default], [false, [], undefined]);
  assert.ok(Object.isFrozen(many.default));
  for (const entry of [{ default: -1 }, {}]) {
    const type = integer({ min: 0 });
    assert.throws(() => optionsUnder('Look', { count: { type, doc: 'A number.', ...entry } }), {
      name: 'TypeError',
      message: /^The default of `count`, (-1|undefined), is outside its own range$/,
    });
  }
});

test('flags are kebab-case, and an option that is on by default has its negative', () => {
  assert.equal(flagOf('styleWeight', 30), '--style-weight');
  assert.equal(flagOf('temporal', true), '--no-temporal');
  assert.equal(resolveTable(cliOptions, {}).quiet, false);
});

test('the types of the values follow the table', () => {
  // Checked by the compiler: each line fails to build if a type is lost or widened.
  const options = resolveOptions();
  const size: number | 'source' = options.size;
  const optimizer: 'lbfgs' | 'adam' = options.optimizer;
  const temporal: boolean = options.temporal;
  // @ts-expect-error seconds are a number, or `rest`
  const duration: number = options.duration;
  assert.deepEqual([size, optimizer, temporal, duration], [640, 'lbfgs', true, 'rest']);
});

test('strokes are said in one way, and scales of layers only where style is compared', () => {
  assert.throws(
    () => resolveOptions({ strokes: 'large', styleScale: 2 }),
    /`--strokes` or `--style-scale`, got large and 2/,
  );
  assert.equal(resolveOptions({ strokes: 'large' }).styleScale, 1);
  assert.throws(() => resolveOptions({ layerScales: { relu1_1: 5 } }), /scales from 0\.1 to 4/);
});

test('a network file as the style has no colours to match', () => {
  assert.throws(
    () => checkWay(resolveOptions({ colors: 'matched' }), 'network'),
    /--colors` to be style or source/,
  );
  checkWay(resolveOptions({ colors: 'source' }), 'network');
});
