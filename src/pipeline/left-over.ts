import { finalPath, pictureFolderOf } from '../encode/output/picture-folder.js';
import { workFolderOf } from '../work/location.js';
import { type Manifest, readManifest } from '../work/manifest.js';
import { sealOf } from './output-seal.js';

/** The work folder of an output under `--work-dir`; `auto` is beside the output, or beside the folder of its pictures. */
export function workFolderFor(output: string, workDir: string): string {
  return workFolderOf(pictureFolderOf(output) ?? output, workDir === 'auto' ? undefined : workDir);
}

/**
 * Whether an output is complete and only its work folder is left over: a job was killed between putting the one in
 * its place and removing the other. Never rejects.
 */
export async function isLeftOver(output: string, workDir: string, preset: string): Promise<boolean> {
  const manifest = await readManifest(workFolderFor(output, workDir)).catch(() => undefined);
  return isComplete(manifest, finalPath(output, preset));
}

/** Whether what a job has written down of its complete output is in its place. Never rejects. */
export async function isComplete(manifest: Manifest | undefined, place: string): Promise<boolean> {
  if (manifest?.complete === undefined) return false;
  return manifest.complete === (await sealOf(place).catch(() => undefined));
}
