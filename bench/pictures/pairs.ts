import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/errors.js';

/** A content or a style: a picture below the data folder. */
export interface Work {
  /** Short, for file names. */
  readonly name: string;
  readonly title: string;
  /** Relative to the data folder. */
  readonly file: string;
}

/** A content to be painted in a style. */
export interface Pair {
  /** `tubingen_starry` */
  readonly name: string;
  readonly content: Work;
  readonly style: Work;
  /** What the neural-style project published for it, relative to the data folder. */
  readonly published?: string | undefined;
}

const tubingen: Work = { name: 'tubingen', title: 'Tübingen', file: 'published/content_tubingen.jpg' };

/** The photo of the published pictures, and five that our network's training never saw. */
const contents: readonly Work[] = [
  tubingen,
  ...['05', '13', '15', '21', '23'].map((number) => ({
    name: `kodak${number}`,
    title: `Kodak ${number}`,
    file: `photos/kodak/${number}.png`,
  })),
];

/** Four that pictures were published of, and two more. */
const styles: readonly (Work & { readonly isPublished: boolean })[] = [
  published('starry', 'The Starry Night, van Gogh'),
  published('scream', 'The Scream, Munch'),
  published('seated_nude', 'Seated Nude, Picasso'),
  published('shipwreck', 'The Wreck of the Minotaur, Turner'),
  other('wave', 'The Great Wave, Hokusai', 'great_wave_hokusai_1831.jpg'),
  other('hat', 'Woman with a Hat, Matisse', 'woman_with_hat_matisse_1905.jpg'),
];

function published(name: string, title: string) {
  return { name, title, file: `published/style_${name}.jpg`, isPublished: true };
}

function other(name: string, title: string, file: string) {
  return { name, title, file: `styles/${file}`, isPublished: false };
}

/** Every content in every style, those with a published picture first. */
export const PAIRS: readonly Pair[] = contents.flatMap((content) =>
  styles.map(({ isPublished, ...style }) => ({
    name: `${content.name}_${style.name}`,
    content,
    style,
    published: content === tubingen && isPublished ? `published/tubingen_${style.name}.png` : undefined,
  })),
);

/**
 * The pairs whose names have one of the given parts in them (all, where none is given), the first `count` of them.
 *
 * @throws UsageError for a part that no pair has
 */
export function choosePairs(only: readonly string[], count = PAIRS.length): Pair[] {
  for (const part of only) {
    if (PAIRS.some(({ name }) => name.includes(part))) continue;
    const names = [...contents, ...styles].map(({ name }) => name).join(', ');
    throw new UsageError(`No pair is called \`${part}\`: contents and styles are ${names}`);
  }
  return PAIRS.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part))).slice(
    0,
    count,
  );
}

/** Files of the pairs that are not below the data folder. */
export function missingFiles(data: string, pairs: readonly Pair[]): string[] {
  const files = new Set(
    pairs.flatMap(({ content, style, published }) => [content.file, style.file, published ?? []].flat()),
  );
  return [...files].filter((file) => !existsSync(join(data, file)));
}
