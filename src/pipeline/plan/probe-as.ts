import { probe } from '../../decode/probe/probe.js';
import { UsageError } from '../../errors.js';
import type { ImageInfo, VideoInfo } from '../../media/info.js';
import type { StylizeOptions } from '../../options/resolve.js';

const words = {
  video: 'a clip, got a picture: use stylizeImage instead',
  image: 'a picture, got a clip: use stylizeVideo instead',
} as const;

/** Probes what must be a clip, or a picture. @throws UsageError where it is the other; else as `probe` */
export async function probeAs<Kind extends 'video' | 'image'>(
  kind: Kind,
  input: string,
  options: StylizeOptions,
  signal?: AbortSignal,
): Promise<Kind extends 'video' ? VideoInfo : ImageInfo> {
  const info = await probe(input, { ...options, signal });
  if (info.kind === kind) return info as Kind extends 'video' ? VideoInfo : ImageInfo;
  throw new UsageError(`Expected \`${input}\` to be ${words[kind]}`);
}
