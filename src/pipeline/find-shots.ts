import type { Painter } from './opened-painter.js';
import type { PrepareOptions } from './prepare.js';
import { ShotsAhead } from './shots-ahead.js';
import { openCuts, type VideoRun } from './video-run.js';

/** Where shots begin, and what is to be done before the first frame of one is painted. */
export interface ShotFinder extends AsyncDisposable, Pick<PrepareOptions, 'startsShot'> {
  /** Called before a frame is painted, in order. */
  open(index: number): Promise<void>;
}

/** Finds shots as the frames come or, for a painter that wants them measured, ahead of them. */
export async function findShots(run: VideoRun, { shots: painter }: Painter): Promise<ShotFinder> {
  if (painter === undefined) {
    const cuts = await openCuts(run);
    return {
      startsShot: (_, previous, current) => cuts.isCut(previous, current, { signal: run.signal }),
      open: async () => {},
      [Symbol.asyncDispose]: () => cuts[Symbol.asyncDispose](),
    };
  }
  const ahead = await ShotsAhead.of(run, painter);
  let opened: number | undefined;
  return {
    startsShot: async (index) => (await ahead.at(index)).first === index,
    open: async (index) => {
      const { number, statistics } = await ahead.at(index);
      if (number !== opened) await painter.openShot(statistics);
      opened = number;
    },
    [Symbol.asyncDispose]: () => ahead[Symbol.asyncDispose](),
  };
}
