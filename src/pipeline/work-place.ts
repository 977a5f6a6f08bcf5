import { isComplete } from '../checkpoint/earlier-run.js';
import { workFolderOf } from '../checkpoint/find.js';
import { readManifest } from '../checkpoint/manifest.js';
import { finalPath, pictureFolderOf } from '../encode/output/picture-folder.js';

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
