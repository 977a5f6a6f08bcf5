import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../files/whole-file.js';
import type { Manifest } from './manifest.js';

/** In a work folder: what the painter has learnt for the job, behind its digest. */
export const painterFile = 'painter';
const digestBytes = 32;

/** It is on the disk when this resolves. */
export async function writePainter(
  folder: string,
  { id }: Pick<Manifest, 'id'>,
  painter: Uint8Array,
): Promise<void> {
  await writeWholeFile(join(folder, painterFile), Buffer.concat([digest(id, painter), painter]));
}

/** Undefined where it is not there, not whole or another job's. */
export async function readPainter(
  folder: string,
  { id }: Pick<Manifest, 'id'>,
): Promise<Uint8Array | undefined> {
  const bytes = await readFile(join(folder, painterFile)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes || bytes.length <= digestBytes) return undefined;
  const painter = bytes.subarray(digestBytes);
  return digest(id, painter).equals(bytes.subarray(0, digestBytes)) ? painter : undefined;
}

function digest(job: string, painter: Uint8Array): Buffer {
  return createHash('sha256').update(`painter ${job}\n`).update(painter).digest();
}
