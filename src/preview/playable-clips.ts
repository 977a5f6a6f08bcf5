import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Rational } from '../media/info.js';
import type { Alignment } from '../metrics/align/align-clips.js';
import { type ClipSource, FOLDER_RATE } from '../metrics/align/clip-source.js';
import type { ShownClip } from './facts/clips-facts.js';
import { whyNotPlayable } from './playable.js';
import { writeCopy } from './playable-copy.js';

/** A clip of the page, with the file that plays. */
export interface Playable {
  readonly shown: ShownClip;
  /** The path of what is served; where that is a copy, made at the first call. */
  readonly file: () => Promise<string>;
}

/** The source, then the renders of an alignment, each with what a page must know to play it. */
export function playableClips(
  alignment: Alignment,
  {
    folder,
    copies,
    signal,
  }: { readonly folder: string; readonly copies: boolean; readonly signal?: AbortSignal | undefined },
): readonly Playable[] {
  const sides = [
    { clip: alignment.source, places: alignment.sourcePlaces },
    ...alignment.renders.map((clip, r) => ({ clip, places: alignment.renderPlaces[r] as Int32Array })),
  ];
  const names = distinctNames(sides.map(({ clip }) => clip.path));
  const folderRate = rateOf(alignment);
  const queue = new PQueue({ concurrency: 1 });
  return sides.map(({ clip, places }, id) => {
    const reason = reasonForCopy(clip, copies);
    const [first, last] = [places[0] as number, places.at(-1) as number];
    const begin = reason === null ? 0 : clip.time(first, folderRate);
    const timeOf = (place: number) =>
      place < clip.frameCount
        ? clip.time(place, folderRate)
        : 2 * clip.time(place - 1, folderRate) - (place > 1 ? clip.time(place - 2, folderRate) : 0);
    const rounded = (seconds: number) => Math.round(1e6 * (seconds - begin)) / 1e6;
    const shown: ShownClip = {
      id,
      name: names[id] as string,
      width: clip.width,
      height: clip.height,
      times: Array.from(places, (place) => rounded(timeOf(place))),
      middles: Array.from(places, (place) => rounded((timeOf(place) + timeOf(place + 1)) / 2)),
      copied: reason === null ? null : `What you see is a copy: ${reason}.`,
    };
    let made: Promise<string> | undefined;
    const path = join(folder, `clip-${id}.mp4`);
    const job = { clip, first, last, path, folderRate, sound: id === 0, signal };
    const copy = () => {
      made ??= queue.add(() => writeCopy(job)).then(() => path);
      return made;
    };
    return { shown, file: reason === null ? async () => (clip.info as { path: string }).path : copy };
  });
}

/** Frames a second of an alignment, for folders and for showing: the first video's. */
export function rateOf({ source, renders }: Alignment): Rational {
  return [...renders, source].find(({ rate }) => rate !== null)?.rate ?? FOLDER_RATE;
}

function reasonForCopy({ info }: ClipSource, copies: boolean): string | null {
  if (info === null) return 'browsers do not play image sequences';
  return whyNotPlayable(info) ?? (copies ? 'copies were requested' : null);
}

/** File names, with so many of their folders that no two are the same; the same file twice is numbered. */
function distinctNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split(/[\\/]/).filter(Boolean));
  return parts.map((own, i) => {
    for (let depth = 1; depth <= own.length; depth++) {
      const name = own.slice(-depth).join('/');
      if (parts.every((other, j) => j === i || other.slice(-depth).join('/') !== name)) return name;
    }
    return `${own.at(-1)} (${i + 1})`;
  });
}
