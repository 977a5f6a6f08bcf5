import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toNumber } from '../media/time/rational.js';
import type { Alignment } from '../metrics/align/align-clips.js';
import { allSeries } from '../metrics/measures/all-series.js';
import type { FrameMetrics } from '../metrics/measures/frame-metrics.js';
import { measureRenders } from '../metrics/stream/measure-clip.js';
import type { ClipsFacts, MeasuringState } from './facts/clips-facts.js';
import { encodeHeat } from './pictures.js';
import { mediaType } from './playable.js';
import { playableClips, rateOf } from './playable-clips.js';
import { EventChannel, type PageEvent } from './server/event-channel.js';
import { type Content, type PageContent, previewContents } from './server/page-content.js';

/** A page of finished clips, and the measuring that fills it. */
export interface ClipsPage extends PageContent, AsyncDisposable {
  /**
   * Measures until all frames are done; rejects where that fails, which the page shows as well.
   * Disposing waits for what is being written into the folder: abort the signal first.
   */
  measure(): Promise<void>;
}

/** Settings of {@link createClipsPage}. */
export interface ClipsPageOptions {
  /** Gaps of the warping error, ascending. */
  readonly gaps: readonly number[];
  /** Where heat maps and copies go; its owner removes it. */
  readonly folder: string;
  /** Play copies even of clips that browsers should be able to play. */
  readonly copies: boolean;
  /** How the metrics are defined. */
  readonly definitions: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Shows a source and its renders, and measures them while the page is open. */
export async function createClipsPage(alignment: Alignment, options: ClipsPageOptions): Promise<ClipsPage> {
  const { gaps, folder, definitions, signal } = options;
  const clips = playableClips(alignment, options);
  const [source, ...renders] = clips.map(({ shown }) => shown);
  const facts: ClipsFacts = {
    kind: 'clips',
    source: source as ClipsFacts['source'],
    renders,
    series: allSeries(gaps),
    frames: alignment.frames,
    rate: toNumber(rateOf(alignment)),
    sourceFrames: [...alignment.sourcePlaces],
    startTime: alignment.startTime,
    measuredWidth: alignment.width,
    measuredHeight: alignment.height,
    notes: [...alignment.notices, ...definitions],
  };
  const records: (readonly FrameMetrics[])[] = [];
  let state: MeasuringState = { state: 'measuring', text: null };
  const channel: EventChannel = new EventChannel((): PageEvent[] => [
    { name: 'measured', data: { first: 0, records } },
    { name: 'measuring', data: state },
  ]);
  const setState = (next: MeasuringState) => {
    state = next;
    channel.send({ name: 'measuring', data: state });
    void channel.end();
  };
  const contents = await previewContents(`${renders[0]?.name} – nst-video`, facts, channel);
  const heatPath = (render: number, frame: number) => join(folder, `heat-${render}-${frame}.webp`);

  /** What plays, or is being made to. */
  const files = new Set<Promise<string>>();

  return {
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(files);
    },
    async measure() {
      let heats: Promise<void>[] = [];
      const onPair = ({ gap, later, heatMap }: { gap: number; later: number; heatMap: HeatOf }) => {
        if (gap !== gaps[0]) return;
        for (const r of renders.keys()) {
          heats.push(encodeHeat(heatMap(r)).then((bytes) => writeFile(heatPath(r, later), bytes)));
        }
      };
      try {
        const settings = { gaps, onPair, distances: false, signal };
        for await (const record of measureRenders(alignment, settings)) {
          await Promise.all(heats);
          heats = [];
          records.push(record);
          channel.send({ name: 'measured', data: { first: records.length - 1, records: [record] } });
        }
        setState({ state: 'done', text: null });
      } catch (error) {
        await Promise.allSettled(heats);
        setState({ state: 'failed', text: (error as Error).message });
        throw error;
      }
    },
    async find(path) {
      const [, id] = /^media\/(\d{1,4})$/.exec(path) ?? [];
      if (id !== undefined) {
        const file = clips[Number(id)]?.file();
        if (file) files.add(file);
        return file && mediaOf(file);
      }
      const [, render = '', frame = ''] = /^heat\/(\d{1,4})\/(\d{1,9})$/.exec(path) ?? [];
      const measured = records[Number(frame)]?.[Number(render)]?.warping[0]?.output;
      if (frame === '' || measured == null) return contents.get(path);
      return { kind: 'file', path: heatPath(Number(render), Number(frame)) };
    },
  };
}

type HeatOf = (render: number) => Parameters<typeof encodeHeat>[0];

async function mediaOf(file: Promise<string>): Promise<Content> {
  const path = await file;
  return { kind: 'file', type: mediaType(path), path };
}
