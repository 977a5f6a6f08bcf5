// Writes what the docs take from the built tables, docs/options.md and the measures of docs/metrics.md: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { measuresMarkdown } from '../dist/src/metrics/measures/markdown.js';
import { optionsMarkdown } from '../dist/src/options/markdown.js';

writeFileSync(new URL('../docs/options.md', import.meta.url), optionsMarkdown());
const metrics = new URL('../docs/metrics.md', import.meta.url);
const table = /\| measure \| definition \| good \|\n(?:\|.*\n)+/;
writeFileSync(
  metrics,
  readFileSync(metrics, 'utf8').replace(table, () => `${measuresMarkdown()}\n`),
);
