import { ffprobeJson, type ProbeTarget } from '../../../media/ffmpeg/ffprobe.js';
import type { ToneMapping } from '../../../media/info.js';
import type { StreamJson } from './json.js';

/** What most pictures of high dynamic range are graded to, in cd/m². */
const USUAL_PEAK = 1000;

const TRANSFERS: Readonly<Record<string, ToneMapping['transfer']>> = {
  smpte2084: 'pq',
  'arib-std-b67': 'hlg',
};

/** How a stream's high dynamic range is to be mapped; `undefined` where it has the standard one. */
export function readToneMapping(stream: StreamJson): ToneMapping | undefined {
  const transfer = TRANSFERS[stream.color_transfer ?? ''];
  if (!transfer) return undefined;
  return { transfer, primaries: stream.color_primaries ?? 'bt2020', peak: readPeak(stream) };
}

/**
 * A stream of PQ with what its first frame tells of light levels, which most
 * containers leave to the frames; any other stream as it is.
 */
export async function withLightLevels(
  target: ProbeTarget,
  stream: StreamJson,
  signal?: AbortSignal,
): Promise<StreamJson> {
  if (TRANSFERS[stream.color_transfer ?? ''] !== 'pq') return stream;
  const options = ['-select_streams', String(stream.index), '-read_intervals', '%+#1', '-show_frames'];
  const json = (await ffprobeJson(target, options, signal)) as { frames?: Partial<StreamJson>[] };
  const found = json.frames?.[0]?.side_data_list ?? [];
  return { ...stream, side_data_list: [...(stream.side_data_list ?? []), ...found] };
}

/** The brightest pixel of the whole clip, or else what the mastering display could show. */
function readPeak({ side_data_list = [] }: StreamJson): number {
  const values = (name: string): number[] =>
    side_data_list.map((data) => fraction(data[name])).filter((value) => value > 0 && value <= 10_000);
  return values('max_content')[0] ?? values('max_luminance')[0] ?? USUAL_PEAK;
}

/** A number, or a text such as `10000000/10000`. */
function fraction(value: unknown): number {
  const [num, den = '1'] = String(value).split('/');
  return Number(num) / Number(den);
}
