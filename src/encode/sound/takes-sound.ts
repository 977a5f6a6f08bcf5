import { FfmpegError } from '../../errors.js';
import { findBinary } from '../../media/ffmpeg/binaries.js';
import { ffmpegBytes } from '../../media/ffmpeg/ffmpeg.js';
import { onceEach } from '../../media/ffmpeg/version.js';

const known = new Map<string, Promise<boolean>>();

/** Whether FFmpeg, as it was built, writes sound of this codec into MP4. Asked once: by writing a little silence. */
export function takesSound(container: 'mp4', codec: string, signal?: AbortSignal): Promise<boolean> {
  const key = `${findBinary('ffmpeg').path} ${container} ${codec}`;
  return onceEach(known, key, () => attempt(container, codec, signal));
}

async function attempt(container: string, codec: string, signal?: AbortSignal): Promise<boolean> {
  const source = { source: 'pipe:0', options: ['-f', 's16le', '-ar', '48000', '-ac', '1'] };
  const options = ['-c:a', codec, '-strict', '-2', '-movflags', '+frag_keyframe+empty_moov'];
  const command = { inputs: [source], outputOptions: [...options, '-f', container], output: 'pipe:1' };
  try {
    await ffmpegBytes(command, signal, new Uint8Array(9600));
    return true;
  } catch (error) {
    if (error instanceof FfmpegError) return false;
    throw error;
  }
}
