import { probe } from '../../decode/probe/probe.js';
import { fitSize, type Size } from '../../decode/size.js';
import { readMask, readPictureHeader } from '../../decode/still.js';
import { InputError, UsageError } from '../../errors.js';
import type { MediaInfo, VideoInfo } from '../../media/info.js';
import { type FrameSelection, selectFrames } from '../../media/time/selection.js';
import { type MaskName, type RegionOption, readMaskName } from '../../options/region-type.js';
import type { StylizeOptions } from '../../options/resolve.js';
import { cleanMask } from './mask-values.js';
import { withSoftEdge } from './soft-edge.js';

/** The mask of a region, at the size at which frames are painted. */
export type Mask =
  /** The same for every frame, `width·height`, in [0,1]. */
  | { readonly kind: 'still'; readonly plane: Float32Array }
  /** One for each frame of the clip. */
  | { readonly kind: 'clip'; readonly info: VideoInfo }
  /** One for each of some frames, ascending, by their index within the selection; it is followed from there on. */
  | {
      readonly kind: 'followed';
      readonly pictures: readonly { readonly frame: number; readonly plane: Float32Array }[];
    };

/** A region of a job. */
export interface Region {
  readonly mask: Mask;
  /** Whether the source is kept in it; otherwise it is painted after the next of the regions' paintings. */
  readonly keeps: boolean;
  readonly strength: number;
}

/** The regions of a job, later ones lying over earlier ones. */
export interface Regions {
  /** Of the planes: the whole frame, as it is painted. */
  readonly size: Size;
  readonly all: readonly Region[];
  /** Pixels by which soft edges reach outwards, as `withSoftEdge` takes them. */
  readonly reach: number;
}

/** What frames the regions lie in. */
export interface RegionFrame {
  readonly info: MediaInfo;
  /** As it is painted. */
  readonly size: Size;
  /** Of a clip: the frames that are painted. */
  readonly selection?: FrameSelection | undefined;
}

type RegionOptions = Pick<
  StylizeOptions,
  'region' | 'regionEdge' | 'temporal' | 'longTerm' | 'fast' | 'flowFused'
>;

/** Share of the longer side by which soft edges reach outwards, where nobody says. */
const usualReach = 0.005;
/** Two shapes are the same where their ratios differ by no more than this: sizes are rounded to pixels. */
const shapeTolerance = 0.02;

/** Paths of the paintings of regions, in their order. */
export function regionStyles({ region }: Pick<StylizeOptions, 'region'>): string[] {
  return region.filter(({ style }) => style !== 'keep').map(({ style }) => style);
}

/**
 * Reads the masks of a job's regions, and checks what can be known of those that are clips; undefined where it has none.
 *
 * @throws UsageError for a rectangle or a time outside of the clip, or a mask that the job has no use for; InputError for
 *   one that cannot be read, or has another shape or length than the clip
 */
export async function readRegions(options: RegionOptions, frame: RegionFrame): Promise<Regions | undefined> {
  if (options.region.length === 0) return undefined;
  const { size } = frame;
  const longest = Math.max(size.width, size.height);
  const reach = options.regionEdge === 'auto' ? Math.round(usualReach * longest) : options.regionEdge;
  const all: Region[] = [];
  for (const region of options.region) {
    const mask = await readMaskOf(region, options, frame, reach);
    all.push({ mask, keeps: region.style === 'keep', strength: region.strength ?? 1 });
  }
  return { size, all, reach };
}

async function readMaskOf(
  { mask }: RegionOption,
  options: RegionOptions,
  frame: RegionFrame,
  reach: number,
): Promise<Mask> {
  const name = readMaskName(mask);
  switch (name.kind) {
    case 'rectangle':
      return { kind: 'still', plane: withSoftEdge(rectangle(name, frame, mask), frame.size, reach) };
    case 'file':
      return readFile(name.path, frame, reach);
    case 'followed':
      return readFollowed(name, options, frame, mask);
    default:
      return name satisfies never;
  }
}

/** 1 in every pixel that the rectangle touches. */
function rectangle(
  { x, y, width, height }: Extract<MaskName, { kind: 'rectangle' }>,
  { info, size }: RegionFrame,
  given: string,
): Float32Array {
  const source = shownSize(info);
  if (width === 0 || height === 0 || x + width > source.width || y + height > source.height) {
    throw new UsageError(
      `Expected the rectangle \`${given}\` (x,y,width,height) to lie within the ${source.width}×${source.height} pixels of \`${info.path}\`, and to have a size`,
    );
  }
  const [across, down] = [size.width / source.width, size.height / source.height];
  const [left, top] = [Math.floor(x * across), Math.floor(y * down)];
  const [right, bottom] = [Math.ceil((x + width) * across), Math.ceil((y + height) * down)];
  const plane = new Float32Array(size.width * size.height);
  for (let row = top; row < bottom; row++) plane.fill(1, row * size.width + left, row * size.width + right);
  return plane;
}

async function readFile(path: string, { info, size, selection }: RegionFrame, reach: number): Promise<Mask> {
  const found = await probe(path);
  if (found.kind === 'image') {
    return { kind: 'still', plane: withSoftEdge(await maskPicture(path, info, size), size, reach) };
  }
  if (info.kind === 'image' || selection === undefined) {
    throw new UsageError(
      `Expected the mask \`${path}\` to be a picture, as what is painted is no clip, got a clip or pictures in sequence`,
    );
  }
  checkShape(`the mask \`${path}\``, info, shownSize(found));
  const [frames, wanted] = [found.video.frameCount, info.video.frameCount];
  if (frames !== wanted) {
    const which =
      frames < wanted ? `it lacks frames ${frames} to ${wanted - 1}` : `it has ${frames - wanted} too many`;
    throw new InputError(
      `Expected the mask \`${path}\` to have as many frames as \`${info.path}\`, ${wanted}, got ${frames}: ${which}`,
    );
  }
  return { kind: 'clip', info: found };
}

async function readFollowed(
  { pictures }: Extract<MaskName, { kind: 'followed' }>,
  { temporal, longTerm, fast, flowFused }: RegionOptions,
  { info, size, selection }: RegionFrame,
  given: string,
): Promise<Mask> {
  if (info.kind === 'image' || selection === undefined) {
    throw new UsageError(`Expected a mask without a time, as what is painted is no clip, got \`${given}\``);
  }
  if (!temporal || longTerm[0] !== 1 || (fast && !flowFused)) {
    const why = !temporal
      ? 'without `--no-temporal`'
      : fast
        ? 'without `--no-flow-fused`'
        : 'with 1 among the distances of `--long-term`';
    throw new UsageError(
      `Expected \`${given}\` ${why}: a mask is followed along the flow from frame to frame, which is not computed otherwise. Or give a mask for each frame`,
    );
  }
  const read: { frame: number; plane: Float32Array }[] = [];
  for (const { path, at } of pictures) {
    const { first } = selectFrames(info, { start: at });
    const index = selection.resampled ? selection.resampled.frames.indexOf(first) : first - selection.first;
    if (index < 0 || index >= selection.count) {
      throw new UsageError(
        `Expected the mask \`${path}@${at}\` to be of a frame that is painted, got frame ${first}: a mask is followed forwards from its own frame`,
      );
    }
    if (index <= (read.at(-1)?.frame ?? -1)) {
      throw new UsageError(`Expected the pictures of \`${given}\` in order of their frames, each once`);
    }
    read.push({ frame: index, plane: await maskPicture(path, info, size) });
  }
  return { kind: 'followed', pictures: read };
}

async function maskPicture(path: string, info: MediaInfo, size: Size): Promise<Float32Array> {
  checkShape(`the mask \`${path}\``, info, await readPictureHeader(path));
  return (await readMask(path, size)).map(cleanMask);
}

/** @throws InputError where a mask has another shape than what is painted */
function checkShape(what: string, info: MediaInfo, { width, height }: Size): void {
  const source = shownSize(info);
  const ratio = (width / height) * (source.height / source.width);
  if (Math.abs(ratio - 1) <= shapeTolerance) return;
  const fitting = fitSize(source, Math.max(width, height));
  throw new InputError(
    `Expected ${what} to have the shape of \`${info.path}\`, ${source.width}×${source.height}, got ${width}×${height}: ` +
      `make it ${source.width}×${source.height}, or smaller in the same shape (${fitting.width}×${fitting.height})`,
  );
}

/** As it is shown, and as frames are decoded. */
function shownSize(info: MediaInfo): Size {
  return info.kind === 'image' ? info : info.video;
}
