import type { Image } from '../../image.js';

/** A painted frame with the source laid over it: to the last bit where `keep` is 1. */
export function keepSource(painted: Image, source: Image, keep: Float32Array | undefined): Image {
  if (keep === undefined) return painted;
  const pixels = painted.width * painted.height;
  const data = painted.data.map((value, i) => {
    const share = keep[i % pixels]!;
    const own = source.data[i]!;
    return share === 1 ? own : value + share * (own - value);
  });
  return { ...painted, data };
}

/** The same of frames as rgb24. */
export function keepSourceBytes(painted: Uint8Array, source: Uint8Array, keep: Float32Array): Uint8Array {
  return painted.map((value, i) => {
    const share = keep[Math.floor(i / 3)]!;
    const own = source[i]!;
    return share === 1 ? own : Math.round(value + share * (own - value));
  });
}
