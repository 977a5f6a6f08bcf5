import { readFile, rename, rm } from 'node:fs/promises';
import { WorkError } from '../errors.js';
import { isKernel } from '../stylize/fast/tuning/optimiser.js';
import type { Parameter } from '../stylize/fast/tuning/parameters.js';
import type { LearntState } from '../stylize/fast/tuning/tuning-protocol.js';
import { parseSafetensorsHeader, readTensor, writeSafetensors } from '../stylize/network/safetensors.js';

const parts = ['values', 'first', 'second'] as const;

/** Where a training of a network keeps what it has learnt so far. */
export const statePath = (output: string) => `${output}.nst-train`;

/** Writes down how far learning has come, in place of what was there. */
export async function writeTrainingState(
  path: string,
  job: string,
  parameters: readonly Parameter[],
  state: LearntState,
): Promise<void> {
  const tensors = parts.flatMap((part) =>
    parameters.flatMap(({ name, shape }, i) => {
      if (part === 'second' && isKernel({ shape })) return [];
      const { buffer, byteOffset, byteLength } = state[part][i]!;
      const bytes = () => [new Uint8Array(buffer, byteOffset, byteLength)];
      return [{ name: `${name}.${part}`, dtype: 'F32', shape, byteLength, bytes }];
    }),
  );
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeSafetensors(temporary, tensors, { job, step: String(state.step), usual: String(state.usual) });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * How far an earlier training of the same job has come; undefined where there was none.
 *
 * @param job what tells jobs apart
 * @throws WorkError where another job has left it, or it is damaged
 */
export async function readTrainingState(
  path: string,
  job: string,
  parameters: readonly Parameter[],
): Promise<LearntState | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const unusable = (why: string, cause?: unknown) =>
    new WorkError(
      `What an interrupted training has kept in \`${path}\` ${why}: start over with \`--restart\``,
      cause,
    );
  try {
    const header = parseSafetensorsHeader(bytes, path);
    if (header.metadata.job !== job) {
      throw unusable('is of another painting, other pictures or other options');
    }
    const read = (part: (typeof parts)[number]) =>
      parameters.map(({ name, shape }) =>
        part === 'second' && isKernel({ shape })
          ? new Float32Array(0)
          : readTensor(bytes, header, `${name}.${part}`, shape),
      );
    const [values, first, second] = [read('values'), read('first'), read('second')];
    return {
      step: Number(header.metadata.step),
      usual: Number(header.metadata.usual),
      values,
      first,
      second,
    };
  } catch (error) {
    if (error instanceof WorkError) throw error;
    throw unusable('is damaged', error);
  }
}
