import { FfmpegError } from '../../errors.js';
import { findBinary } from '../../media/ffmpeg/binaries.js';
import { ffmpegBytes } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../media/ffmpeg/ffprobe.js';
import { onceEach } from '../../media/ffmpeg/version.js';
import type { VideoInfo } from '../../media/info.js';

/** Matroska's CodecDelay, an unsigned number of nanoseconds. */
const CODEC_DELAY = Buffer.from([0x56, 0xaa]);

/**
 * The delay, in seconds, that FFmpeg notes when it copies a stream of Opus into
 * Matroska, and that players take off: 0 for live recordings, which have none.
 * Found by letting it copy one packet.
 *
 * @throws {FfmpegError} where FFmpeg fails. Rejects with `signal.reason` on abort.
 */
export async function copiedOpusDelay(
  source: VideoInfo,
  index: number,
  signal?: AbortSignal,
): Promise<number> {
  const bytes = await ffmpegBytes(
    {
      inputs: [{ source: addressOf(source) }],
      outputOptions: ['-map', `0:${index}`, '-c', 'copy', '-frames:a', '1', '-f', 'matroska'],
      output: 'pipe:1',
    },
    signal,
  );
  const at = bytes.indexOf(CODEC_DELAY);
  const length = (bytes[at + 2] ?? 0) & 0x7f;
  if (at < 0 || length < 1 || length > 6) return 0;
  return bytes.readUIntBE(at + 3, length) / 1e9;
}

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
