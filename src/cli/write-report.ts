import { rename, rm, writeFile } from 'node:fs/promises';
import { OutputError } from '../errors.js';

/** Writes a value as JSON, under its own name only when it is complete. */
export async function writeReport(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new OutputError(
      `The report could not be written to \`${path}\`: ${(cause as Error).message}`,
      cause,
    );
  }
}
