import type { CodecName } from './codecs.js';
import type { Container } from './containers.js';

/** What one name stands for. */
export interface PresetSpec {
  readonly codec: CodecName;
  /** Of the output; the first one is used for a name that the user has not given. */
  readonly containers: readonly Container[];
  /**
   * Sound is copied where the container allows it; `pcm`: only if it is PCM, since some editors
   * are mute on compressed sound beside an intermediate codec.
   */
  readonly sound: 'copy' | 'pcm';
}

/** Every preset that `--preset` takes: what editors, players and archives expect of a file of that name. */
export const PRESETS = {
  h264: { codec: 'h264', containers: ['mp4', 'mov', 'mkv'], sound: 'copy' },
  h265: { codec: 'h265', containers: ['mp4', 'mov', 'mkv'], sound: 'copy' },
  av1: { codec: 'av1', containers: ['mp4', 'mkv', 'webm'], sound: 'copy' },
  prores: { codec: 'prores', containers: ['mov'], sound: 'pcm' },
  prores4444: { codec: 'prores4444', containers: ['mov'], sound: 'pcm' },
  dnxhr: { codec: 'dnxhr', containers: ['mov'], sound: 'pcm' },
  ffv1: { codec: 'ffv1', containers: ['mkv'], sound: 'copy' },
  webm: { codec: 'vp9', containers: ['webm'], sound: 'copy' },
  png: { codec: 'png', containers: ['png'], sound: 'copy' },
  gif: { codec: 'gif', containers: ['gif'], sound: 'copy' },
} satisfies Readonly<Record<string, PresetSpec>>;

/** Names that `--preset` takes. */
export type PresetName = keyof typeof PRESETS;

/** All of them, in the order of the table. */
export const presetNames = Object.keys(PRESETS) as PresetName[];
