import { CONTAINERS, type Container } from '../../formats/containers.js';
import type { VideoInfo } from '../../media/info.js';

/** What FFmpeg of every age knows that a stream can be for. */
const PURPOSES = new Set([
  ...['default', 'dub', 'original', 'comment', 'lyrics', 'karaoke', 'forced'],
  ...['hearing_impaired', 'visual_impaired', 'clean_effects'],
]);

/** What a stream of the source says of itself. */
interface Titled {
  readonly language: string | undefined;
  readonly title: string | undefined;
  readonly disposition: readonly string[];
}

/** FFmpeg's own names of QuickTime's languages, where they are not those of ISO 639-2/T: any other name would become English. */
const QUICKTIME_LANGUAGES: Readonly<Record<string, string>> = {
  deu: 'ger',
  nld: 'dut',
  swe: 'sve',
  ell: 'gre',
  isl: 'ice',
  zho: 'chi',
  sqi: 'alb',
  mkd: 'mac',
  hrv: 'hr ',
  srp: 'sr ',
  fao: 'fo ',
  fre: 'fra',
  cze: 'ces',
  slo: 'slk',
  rum: 'ron',
};

/** Options that give a stream of the output, such as `a:0`, the language, title and purpose that it had. */
export function streamTitles(specifier: string, stream: Titled, container: Container): string[] {
  const { title } = stream;
  const language = languageIn(container, stream.language);
  const purposes = stream.disposition.filter((name) => PURPOSES.has(name)).join('+') || '0';
  return [
    ...(language === undefined ? [] : [`-metadata:s:${specifier}`, `language=${language}`]),
    ...(title === undefined ? [] : [`-metadata:s:${specifier}`, `title=${title}`]),
    // MP4 and QuickTime call it so, and FFmpeg of 2018 writes no other.
    ...(title === undefined || !CONTAINERS[container].editLists
      ? []
      : [`-metadata:s:${specifier}`, `handler_name=${title}`]),
    ...[`-disposition:${specifier}`, purposes],
  ];
}

function languageIn(container: Container, language: string | undefined): string | undefined {
  return container === 'mov' ? (QUICKTIME_LANGUAGES[language ?? ''] ?? language) : language;
}

/** Options that name the picture and say when the clip was made and at which timecode it begins. */
export function clipTitles(source: VideoInfo, timecode: string | undefined, container: Container): string[] {
  const { title } = source.video.tags;
  const language = languageIn(container, source.video.tags.language);
  return [
    ...(language === undefined ? [] : ['-metadata:s:v:0', `language=${language}`]),
    ...(title === undefined ? [] : ['-metadata:s:v:0', `title=${title}`]),
    ...(source.creationTime === undefined ? [] : ['-metadata', `creation_time=${source.creationTime}`]),
    ...['-metadata', `timecode=${timecode ?? ''}`],
  ];
}

/** Says which streams are left out; a timecode track is written again. */
export function lostStreams({ others }: VideoInfo): string[] {
  const names: Readonly<Record<string, string>> = {
    video: 'video stream',
    data: 'data stream',
    attachment: 'attachment',
  };
  const lost = others.filter(({ codec }) => codec !== 'tmcd');
  if (lost.length === 0) return [];
  const list = lost.map(({ index, type, codec, fileName }) => {
    return `${names[type] ?? type} ${fileName === undefined ? `${index} (${codec})` : `\`${fileName}\``}`;
  });
  return [`Left out: ${list.join(', ')}.`];
}
