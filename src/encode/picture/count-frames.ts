import { readdir } from 'node:fs/promises';
import { ffprobeRecords } from '../../media/ffmpeg/ffprobe.js';

/** Frames that a player will show: those that an edit list hides do not count. */
export async function countFrames(path: string, signal: AbortSignal | undefined): Promise<number> {
  let count = 0;
  const query = { entries: 'packet=flags', streams: 'v:0' };
  for await (const packet of ffprobeRecords({ path, allowUrl: false }, query, signal)) {
    if (!packet.text('flags').includes('D')) count++;
  }
  return count;
}

/** Pictures in a folder. */
export async function countPictures(folder: string): Promise<number> {
  return (await readdir(folder)).filter((name) => name.endsWith('.png')).length;
}
