// Fails where src/index.ts exports something without a doc comment, or by a wildcard.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const index = join(root, 'src/index.ts');
const problems = [];
let checked = 0;

const text = readFileSync(index, 'utf8');
if (/export\s+(?:type\s+)?\*/.test(text))
  problems.push('src/index.ts: a wildcard export; name what is exported');
for (const [, names, from] of text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/g)) {
  const path = resolve(dirname(index), from).replace(/\.js$/, '.ts');
  const source = readFileSync(path, 'utf8');
  for (const entry of names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)) {
    const name = entry.replace(/^type\s+/, '').split(/\s+as\s+/)[0];
    checked++;
    const problem = problemOf(source, name);
    if (problem) problems.push(`${relative(root, path)}: ${name} ${problem}`);
  }
}
if (checked === 0) problems.push('src/index.ts: no export was found');
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${checked} exports of src/index.ts, all documented`);

/** What is wrong with the declaration of `name`, or undefined. */
function problemOf(source, name) {
  const declaration = new RegExp(
    `^export\\s+(?:declare\\s+)?(?:abstract\\s+)?(?:async\\s+)?(?:function\\*?|class|interface|type|const|enum)\\s+${name}\\b`,
    'm',
  );
  const at = source.search(declaration);
  if (at < 0) return 'is not declared there: export it from where it is declared';
  const comment = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*$/.exec(source.slice(0, at));
  if (!comment) return 'has no doc comment';
  return /\w{3}/.test(comment[1]) ? undefined : 'has an empty doc comment';
}
