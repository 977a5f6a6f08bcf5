import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../checkpoint/disk.js';
import { sealOf } from '../../checkpoint/fingerprint.js';

function sealPath(folder: string): string {
  return join(folder, 'assembled');
}

/** Writes down in a job folder what the complete output, still under its temporary name, looks like. */
export async function writeSeal(folder: string, temporary: string): Promise<void> {
  await writeDurably(sealPath(folder), `${await sealOf(temporary)}\n`);
}

/** Whether the output of a job folder is complete and in its place. Never rejects. */
export async function isAssembled(folder: string, output: string): Promise<boolean> {
  const seal = await readFile(sealPath(folder), 'utf8').catch(() => undefined);
  return seal !== undefined && seal.trim() === (await sealOf(output).catch(() => undefined));
}
