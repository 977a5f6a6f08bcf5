import { join } from 'node:path';
import { fitSize } from '../decode/size.js';
import type { VideoInfo } from '../media/info.js';
import { resolveOptions, type StylizeOptions } from '../options/resolve.js';
import { planVideo } from '../pipeline/plan/plan-video.js';
import { type StyleKind, styleKind } from '../stylize/style-network/style-kind.js';
import type { DraftControl, DraftRequest, OptionSet } from './draft-request.js';
import { measurePace, type Pace } from './pace.js';
import { windowOptions } from './paint-window.js';
import type { Window } from './pick-windows.js';

/** A painting with a set of options, found to be possible. */
export interface Attempt {
  readonly style: string;
  readonly kind: StyleKind;
  readonly set: OptionSet;
  /** Of the whole job. */
  readonly options: StylizeOptions;
  readonly pace: Pace;
}

/**
 * Plans every draft and times evaluations for all that compute alike, so that what would make the last one fail is
 * told before the first is painted.
 */
export async function planAttempts(
  request: DraftRequest,
  { info, frames }: { readonly info: VideoInfo; readonly frames: number },
  windows: readonly Window[],
  folder: string,
  { signal, onProgress }: DraftControl,
): Promise<Attempt[]> {
  const kinds = new Map<string, StyleKind>();
  for (const style of request.styles) kinds.set(style, await styleKind(style));
  const both = request.styles.flatMap((style) =>
    request.sets.map((set) => ({ style, set, kind: kinds.get(style)! })),
  );
  for (const [number, { style, set, kind }] of both.entries()) {
    // Windows differ in their frames alone, which are the same for all.
    for (const window of number === 0 ? windows : windows.slice(0, 1)) {
      const paths = { input: request.input, style, output: join(folder, 'planned.mp4') };
      await planVideo(paths, windowOptions(request, window, set.options, kind, info), {
        signal,
        stopAtFirst: true,
      });
    }
  }
  const paces = new Map<string, Pace>();
  const attempts: Attempt[] = [];
  for (const { style, set, kind } of both) {
    const options = resolveOptions({ ...request.options, ...set.options });
    // Every network file has a pace of its own.
    const network = kind === 'network' ? style : undefined;
    const { size, model, device, threads, contentLayers, styleLayers, styleLoss, optimizer } = options;
    const { fast, flowFused, fineTune, blend, region } = options;
    const computed = [
      network,
      size,
      model,
      device,
      threads,
      contentLayers,
      styleLayers,
      styleLoss,
      optimizer,
    ];
    // In one pass, every painting that is not blended for good is painted after, and learnt, by itself.
    const key = JSON.stringify([...computed, ...(fast ? [flowFused, fineTune, blend, region] : [])]);
    let pace = paces.get(key);
    if (!pace) {
      onProgress?.({ type: 'pace', ...fitSize(info.video, size) });
      pace = await measurePace(info, style, { frame: windows[0]?.first ?? 0, frames }, options, signal);
      paces.set(key, pace);
    }
    attempts.push({ style, kind, set, options, pace });
  }
  return attempts;
}
