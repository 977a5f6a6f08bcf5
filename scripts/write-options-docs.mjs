// Writes docs/options.md from the built options table: `npm run docs`.
import { writeFileSync } from 'node:fs';
import { optionsMarkdown } from '../dist/src/options/markdown.js';

writeFileSync(new URL('../docs/options.md', import.meta.url), optionsMarkdown());
