import { FfmpegError } from '../../errors.js';
import { findBinary } from '../../media/ffmpeg/binaries.js';
import { ffmpegOutput } from '../../media/run-ffmpeg.js';

const known = new Map<string, Promise<boolean>>();

/** Whether FFmpeg, as it was built, writes sound of this codec into MP4. Asked once: by writing a little silence. */
export function takesSound(container: 'mp4', codec: string, signal?: AbortSignal): Promise<boolean> {
  const key = `${findBinary('ffmpeg').path} ${container} ${codec}`;
  const answer = known.get(key) ?? attempt(container, codec, signal);
  known.set(key, answer);
  answer.catch(() => known.delete(key));
  return answer;
}

async function attempt(container: string, codec: string, signal?: AbortSignal): Promise<boolean> {
  const source = { source: 'pipe:0', options: ['-f', 's16le', '-ar', '48000', '-ac', '1'] };
  const options = ['-c:a', codec, '-strict', '-2', '-movflags', '+frag_keyframe+empty_moov'];
  const printed = ffmpegOutput(
    { inputs: [source], outputOptions: [...options, '-f', container], output: 'pipe:1' },
    signal,
    ({ stdin }) => stdin.end(new Uint8Array(9600)),
  );
  try {
    for await (const _ of printed);
    return true;
  } catch (error) {
    if (error instanceof FfmpegError) return false;
    throw error;
  }
}
