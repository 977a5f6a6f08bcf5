import { readFile } from 'node:fs/promises';
import { OutputError } from '../errors.js';

/** A page's bundled script and styles. */
export interface PageFiles {
  readonly script: string;
  readonly styles: string;
}

/**
 * Reads what the build has made of a `page/main.ts`.
 *
 * @param folder URL of the folder `page`, seen from the compiled code
 * @throws {OutputError} where the package was built without it
 */
export async function readPageFiles(folder: URL): Promise<PageFiles> {
  const read = (name: string) => readFile(new URL(name, folder), 'utf8');
  try {
    const [script, styles] = await Promise.all([read('main.js'), read('main.css')]);
    return { script, styles };
  } catch (cause) {
    throw new OutputError(`The page has not been built: run \`npm run build\` (${folder.pathname})`, cause);
  }
}
