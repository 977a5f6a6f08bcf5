import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterFault } from '../../src/formats/picture-filters.js';
import { didYouMean } from '../../src/nearest-name.js';

const fault = (chain: string) => filterFault(chain, didYouMean);

for (const chain of [
  'eq=gamma=1.1',
  'eq = gamma=1.1 : contrast=1.2 , unsharp=3:3:0.5',
  "curves=all='0/0 0.5/0.6 1/1'",
  "lutrgb=r='min(val,200)':g=val/2",
  'hue=s=0.5:h=90,vignette',
  "eq=contrast=1.2:enable='between(t,1,2)'",
  'curves=preset=vintage',
]) {
  test(`${chain} is taken`, () => assert.equal(fault(chain), undefined));
}

for (const [chain, message] of [
  ['movie=/etc/passwd', /open no files.* got `movie`/],
  ['subtitles=a.srt', /got `subtitles`/],
  ['drawtext=textfile=/etc/passwd', /got `drawtext`/],
  ['lut3d=a.cube', /got `lut3d`/],
  ['fps=10', /got `fps`/],
  ['scale=10:10', /got `scale`/],
  ['eqq=gamma=1', /got `eqq`: did you mean `eq`\?/],
  ['eq@name=gamma=1', /got `eq@name`/],
  ['eq=gamma=1;movie=a', /got `;` among them/],
  ['[in]eq[out]', /got `\[` among them/],
  ['eq=gamma=1\\,movie=a', /got `\\` among them/],
  // With the quotes, the colon within them goes as well.
  ["curves=all='0/0 1/1:psfile=/etc/passwd'", /named options that open no file for `curves`/],
  ['curves=psfile=/etc/passwd', /got `psfile=/],
  ['curves=none:0:0:0:0:0:/etc/passwd', /got `none`/],
  ['selectivecolor=psfile=a.asv', /got `psfile=a.asv`/],
  // Newer FFmpegs read the value of such an option from a file.
  ['eq=/gamma=/etc/passwd', /options of `eq` by their name or in their order, got `\/gamma=/],
  ["eq=gamma='1", /quotes in pairs/],
  ['eq,,hue', /commas between them/],
  ["eq,'movie=a'", /got `movie`/],
  [`eq,${'hue,'.repeat(2000)}hue`, /characters/],
] as const) {
  test(`${chain.slice(0, 60)} is refused`, () => assert.match(String(fault(chain)), message));
}
