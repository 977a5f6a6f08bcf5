import { readdir } from 'node:fs/promises';
import { ffprobeRecords } from '../../media/ffmpeg/ffprobe.js';

/** Frames that a player will show: those that an edit list hides do not count. */
export async function countFrames(path: string, signal: AbortSignal | undefined): Promise<number> {
  let count = 0;
  const options = ['-select_streams', 'v:0', '-show_entries', 'packet=flags'];
  for await (const packet of ffprobeRecords({ path, allowUrl: false }, options, signal)) {
    if (!packet.get('flags')?.includes('D')) count++;
  }
  return count;
}

/** Pictures in a folder. */
export async function countPictures(folder: string): Promise<number> {
  return (await readdir(folder)).filter((name) => name.endsWith('.png')).length;
}
