import { OutputError } from '../../errors.js';
import { writeWholeFile } from '../../files/whole-file.js';

/** Writes a page or a report, under its own name only when it is complete. @throws OutputError where it cannot */
export async function writeResult(what: string, path: string, content: string): Promise<void> {
  await writeWholeFile(path, content).catch((cause: Error) => {
    throw new OutputError(`${what} could not be written to \`${path}\`: ${cause.message}`, cause);
  });
}
