import { ffprobeJson } from '../../media/ffmpeg/ffprobe.js';
import type { StreamInfo, VideoInfo } from '../../media/info.js';
import { writeTime } from './part.js';

/** One subtitle as it is stored: its text as bytes, and seconds on the source's own clock. */
export interface StoredSubtitle {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
  /** Whether the source does not say how long it is shown: then until the next, at most {@link LONGEST}. */
  readonly guessed?: true;
}

/** Seconds for which a subtitle without a duration is shown at most. */
export const LONGEST = 5;

/** What a language was usually written in before UTF-8, by its three letters; all others: Western European. */
const USUAL: Readonly<Record<string, string>> = {
  ...names('windows-1250', 'pol ces cze slk slo hun slv hrv bos ron rum sqi alb'),
  ...names('windows-1251', 'rus ukr bel bul srp mkd mac'),
  ...names('windows-1253', 'ell gre'),
  ...names('windows-1254', 'tur'),
  ...names('windows-1255', 'heb'),
  ...names('windows-1256', 'ara fas per urd'),
  ...names('windows-1257', 'lit lav est'),
  ...names('windows-1258', 'vie'),
  ...names('windows-874', 'tha'),
  ...names('shift_jis', 'jpn'),
  ...names('gb18030', 'zho chi'),
  ...names('euc-kr', 'kor'),
};

function names(encoding: string, languages: string): Record<string, string> {
  return Object.fromEntries(languages.split(' ').map((language) => [language, encoding]));
}

/** Reads what a text stream stores, byte for byte. */
export async function storedSubtitles(
  source: VideoInfo,
  { index, codec }: StreamInfo,
  signal?: AbortSignal,
): Promise<StoredSubtitle[]> {
  const fields = 'packet=pts_time,duration_time,data';
  const json = (await ffprobeJson(
    source,
    ['-select_streams', String(index), '-show_packets', '-show_data', '-show_entries', fields],
    signal,
  )) as { packets?: { pts_time?: string; duration_time?: string; data?: string }[] };
  const times = (json.packets ?? []).map(({ pts_time }) => Number(pts_time ?? 0));
  return (json.packets ?? []).map(({ duration_time, data = '' }, i) => {
    const all = fromHexDump(data);
    const length = all.length >= 2 ? all.readUInt16BE(0) : 0;
    const bytes = codec === 'mov_text' ? all.subarray(2, 2 + length) : all;
    const from = times[i] as number;
    const duration = Number(duration_time) || 0;
    if (duration > 0) return { from, to: from + duration, bytes };
    const next = times.find((time) => time > from) ?? Number.POSITIVE_INFINITY;
    return { from, to: Math.min(from + LONGEST, next), bytes, guessed: true };
  });
}

/** The name of the encoding that a stream's text was read in, or `undefined` where all of it is UTF-8. */
export function encodingOf(
  subtitles: readonly StoredSubtitle[],
  language: string | undefined,
): string | undefined {
  if (subtitles.every(({ bytes }) => reads('utf-8', bytes))) return undefined;
  const usual = USUAL[language ?? ''] ?? 'windows-1252';
  return subtitles.every(({ bytes }) => reads(usual, bytes)) ? usual : 'windows-1252';
}

/**
 * Writes stored subtitles as an ASS file in UTF-8 whose times count from `from`; what is shown
 * across an end of the part is cut there. Styles are left out, line breaks and italics stay.
 */
export function assOf(
  subtitles: readonly StoredSubtitle[],
  codec: string,
  encoding: string,
  { from, to = Number.POSITIVE_INFINITY }: { readonly from: number; readonly to: number | undefined },
): string {
  const decoder = new TextDecoder(encoding);
  const events = subtitles.flatMap((subtitle) => {
    const [begin, end] = [Math.max(subtitle.from, from), Math.min(subtitle.to, to)];
    if (end <= begin) return [];
    const text = assText(decoder.decode(subtitle.bytes), /^(?:ass|ssa)$/.test(codec));
    return [`Dialogue: 0,${writeTime(begin - from)},${writeTime(end - from)},Default,,0,0,0,,${text}`];
  });
  return `${HEADER}${events.join('\n')}\n`;
}

const HEADER = `[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;

function assText(stored: string, ass: boolean): string {
  if (ass) return stored.split(',').slice(8).join(',').replace(/\r?\n/g, '\\N');
  return stored
    .trim()
    .replace(
      /<(\/?)([ibu])>/gi,
      (_, closes: string, tag: string) => `{\\${tag.toLowerCase()}${closes ? 0 : 1}}`,
    )
    .replace(/<\/?(?:font|c|v|ruby|rt|lang)\b[^>]*>/gi, '')
    .replace(/\r?\n/g, '\\N');
}

function reads(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes of ffprobe's dump: an offset, up to eight groups of two bytes, the text. */
function fromHexDump(dump: string): Buffer {
  const lines = dump.split('\n').filter((line) => /^[\da-f]{8}: /.test(line));
  return Buffer.from(lines.map((line) => line.slice(10, 50).replaceAll(' ', '')).join(''), 'hex');
}
