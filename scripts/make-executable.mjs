// npm sets this bit when it installs a package, but `npx nst-video` in a checkout runs the built file as it is.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/src/cli/main.js', import.meta.url), 0o755);
