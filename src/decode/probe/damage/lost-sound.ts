import { readHead } from '../../../files/read-head.js';
import type { ProbeJson } from '../header/json.js';

/** Bytes in which sound comes up, where a file has any. */
const LOOKED_AT = 1 << 20;

/** What a file of each container that holds sound has near its beginning: the chunks of an AVI's sound, the name of a Matroska codec. */
const SOUND: readonly { readonly container: RegExp; readonly sound: RegExp }[] = [
  { container: /^avi$/, sound: /movi[\s\S]*\d\dwb/ },
  { container: /^matroska/, sound: /\x86[\x80-\x9f]A_[A-Z]/ },
];

/** Says where a file holds sound that a damaged header hides: FFmpeg then finds no sound stream, and says nothing of it. */
export async function lostSoundNotices(path: string, { streams, format }: ProbeJson): Promise<string[]> {
  if (streams.some(({ codec_type }) => codec_type === 'audio')) return [];
  const known = SOUND.find(({ container }) => container.test(format.format_name ?? ''));
  const head = known && (await readHead(path, LOOKED_AT)).toString('latin1');
  if (!head || !known.sound.test(head)) return [];
  return [
    'The file holds sound, but its header is damaged and the sound cannot be decoded: the output has no sound.',
  ];
}
