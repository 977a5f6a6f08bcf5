import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PairFigures, PictureFigures, Role } from '../../../bench/pictures/figures.js';
import { meanCosines, meansOf } from '../../../bench/pictures/means.js';
import { picturesHtml } from '../../../bench/pictures/page.js';

const picture = (role: Role, value: number | null): PictureFigures => ({
  ...{ role, file: `pictures/${role}.png`, layers: null, vgg16: null, vgg19: value },
  ...{ finest: value ?? 0, finestFlat: null, chroma: 0.1, seconds: null, evaluations: null },
});
const pair = (
  name: string,
  pictures: PictureFigures[],
  cosines: PairFigures['cosines'] = null,
): PairFigures => ({
  ...{ name, content: 'A <content>', style: 'A style', width: 512, height: 384, flat: 0.25 },
  ...{ pictures, cosines },
});
const pairs = [
  pair('a', [picture('ours', 0.2), picture('published', 0.4)]),
  pair('b', [picture('ours', 0.6)], {
    source: { pixels: 0.5, blocks2: 0.6, blocks4: 0.7 },
    finished: { pixels: 0.1, blocks2: 0.2, blocks4: 0.3 },
  }),
];

test('ours is averaged over all pairs, and beside the published over just those', () => {
  const groups = meansOf(pairs).map(({ pairs: count, rows }) => [
    count,
    rows.map(({ role, figures }) => [role, figures.vgg19]),
  ]);
  assert.deepEqual(groups, [
    [2, [['ours', 0.4]]],
    [
      1,
      [
        ['ours', 0.2],
        ['published', 0.4],
      ],
    ],
  ]);
});

test('what was not measured stays unknown, and does not count as 0', () => {
  const [{ rows } = { rows: [] }] = meansOf([
    pair('a', [picture('ours', 0.2)]),
    pair('b', [picture('ours', null)]),
  ]);
  assert.equal(rows[0]?.figures.vgg19, 0.2);
  assert.equal(rows[0]?.figures.seconds, null);
  assert.equal(rows[0]?.figures.layers, null);
});

test('cosines are averaged over the pairs that have them', () => {
  assert.equal(meanCosines(pairs)?.source.blocks4, 0.7);
  assert.equal(meanCosines([]), null);
});

test('the page has a row a pair, pictures that load when they are seen and open by a click, text escaped', () => {
  const html = picturesHtml({ about: { Device: 'a & b' }, notices: ['Note'], pairs, grey: null });
  assert.equal(html.match(/<section /g)?.length, 2);
  assert.equal(html.match(/<a href="pictures\/ours\.png"[^>]*><img loading="lazy"/g)?.length, 2);
  assert.match(html, /A &lt;content&gt;/);
  assert.match(html, /a &amp; b/);
  assert.match(html, /Over pairs with a published picture: 1</);
  assert.doesNotMatch(html, /NaN|undefined|https?:/);
});

test('a published picture farther from the style than the source is pointed out', () => {
  const html = (distance: number) =>
    picturesHtml({
      ...{ about: {}, notices: [], grey: null },
      pairs: [pair('a', [picture('ours', 1.1), picture('published', distance)])],
    });
  assert.match(html(1.2), /its distances say nothing/);
  assert.doesNotMatch(html(0.9), /its distances say nothing/);
});
