import { UsageError } from '../../errors.js';
import type { AudioStreamInfo } from '../../media/info.js';

/** The layout of so many channels where a stream names none. */
const USUAL = ['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '7.0', '7.1'];

/** The same speakers by another name, which an encoder may not know. */
const SAME: Readonly<Record<string, string>> = {
  'quad(side)': 'quad',
  '5.0(side)': '5.0',
  '5.1(side)': '5.1',
};

/** Layouts that encoders take. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  libopus: ['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '7.1'],
  aac: ['mono', 'stereo', '3.0', '4.0', '5.0', '5.1'],
};

/** The smallest layout with a place for all that others hold, best first. */
const LARGER: Readonly<Record<string, readonly string[]>> = {
  downmix: ['stereo'],
  '2.1': ['5.1'],
  '3.0(back)': ['4.0', 'quad'],
  '3.1': ['5.1'],
  '4.0': ['5.0'],
  quad: ['5.0'],
  '4.1': ['5.1'],
};

/**
 * The layout in which a stream's sound is handed to an encoder; `undefined`: as it is.
 *
 * @throws {UsageError} for more channels than it takes
 */
export function layoutFor(stream: AudioStreamInfo, encoder: string): string | undefined {
  const { channels, channelLayout } = stream;
  if ((TAKEN[encoder] || encoder === 'flac') && channels > 8) {
    throw new UsageError(
      `Audio stream ${stream.index} (${stream.codec}) has ${channels} channels, but ${nameOf(encoder)} supports at most 8: ` +
        'leave it out with `--audio`, or use .mov or .mkv if they can hold its codec',
    );
  }
  const layout = channelLayout ?? USUAL[channels - 1];
  if (layout === undefined) return undefined;
  const named = SAME[layout] ?? layout;
  const taken = TAKEN[encoder];
  if (!taken) return channelLayout === undefined && encoder === 'flac' ? named : undefined;
  if (taken.includes(named)) return named === channelLayout ? undefined : named;
  return LARGER[named]?.find((larger) => taken.includes(larger)) ?? (taken.includes('7.1') ? '7.1' : '5.1');
}

/** Says where channels are moved or mixed; `undefined` where each stays what it was. */
export function layoutNotice(
  { channelLayout }: AudioStreamInfo,
  layout: string | undefined,
): string | undefined {
  if (layout === undefined || channelLayout === undefined || SAME[channelLayout] === layout) return undefined;
  return `Its channels (${channelLayout}) are remixed to ${layout}.`;
}

/** An encoder's name for people: `OPUS`. */
export function nameOf(encoder: string): string {
  return encoder.replace(/^lib/, '').toUpperCase();
}
