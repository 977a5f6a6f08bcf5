import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, scriptJson } from '../../src/html/html.js';

test('text is escaped, markup and numbers are not', () => {
  const name = `a<b> & "c" 'd'.mp4`;
  const inner = html`<b title="${name}">${name}</b>`;
  const escaped = 'a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;.mp4';
  assert.equal(
    html`<p>${inner}${[inner, html`${3}`]}</p>`.markup,
    `<p>${`<b title="${escaped}">${escaped}</b>`.repeat(2)}3</p>`,
  );
});

test('JSON within a script cannot end it', () => {
  const value = { name: '</script><script>alert(1)</script>' };
  const { markup } = scriptJson(value);
  assert.ok(!markup.includes('<'));
  assert.deepEqual(JSON.parse(markup), value);
});
