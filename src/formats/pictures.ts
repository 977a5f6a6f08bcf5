/** A format of single pictures that is written, under sharp's name of it. */
interface PictureFormat {
  readonly extensions: readonly string[];
  /** Longest side that it can have, in pixels. */
  readonly longest: number;
  /** How sharp writes it. PNG has no quality: asking for one would cost it its colours. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Formats of single pictures that can be written. */
export const PICTURE_FORMATS = {
  png: { extensions: ['.png'], longest: 2 ** 31 - 1, settings: {} },
  jpeg: {
    extensions: ['.jpg', '.jpeg'],
    longest: 65_535,
    settings: { quality: 95, chromaSubsampling: '4:4:4' },
  },
  webp: { extensions: ['.webp'], longest: 16_383, settings: { quality: 95 } },
  tiff: {
    extensions: ['.tif', '.tiff'],
    longest: 2 ** 31 - 1,
    settings: { compression: 'lzw', predictor: 'horizontal' },
  },
} satisfies Readonly<Record<string, PictureFormat>>;

/** What the names of pictures that can be written end in. */
export const stillExtensions: readonly string[] = Object.values(PICTURE_FORMATS).flatMap(
  ({ extensions }) => extensions,
);

/** Extensions of pictures that are taken from a folder. */
export const sequenceExtensions: ReadonlySet<string> = new Set([...stillExtensions, '.avif']);
