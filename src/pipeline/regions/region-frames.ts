import { type DecodedFrame, decodeFrames } from '../../decode/frames/frames.js';
import { followMask } from '../../flow/follow-mask.js';
import type { FlowField, ReliabilityMask } from '../../flow-field.js';
import type { FollowedMask } from '../../followed-mask.js';
import type { Image } from '../../image.js';
import { partOf } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import type { StyleAreas } from '../../stylize/loss/paintings.js';
import { type ActiveArea, cropPlaneToArea } from '../letterbox.js';
import { addPlaneMargin, removeMargin, removePlaneMargin } from '../margin.js';
import { cleanMask, maskOf } from './mask-values.js';
import type { Region, Regions } from './read-regions.js';
import { withSoftEdge } from './soft-edge.js';

/** The regions of one frame. */
export interface FrameRegions {
  /** Where it is painted after which painting, on the grid of what is painted: the active area with its margin. */
  readonly areas: StyleAreas;
  /** Where the source is kept, on the whole frame's grid, in [0,1]; absent where it is nowhere. */
  readonly keep: Float32Array | undefined;
}

/** How the regions of a job's frames are to be had. */
export interface RegionFramesOptions {
  readonly regions: Regions;
  /** Of clips. */
  readonly selection?: FrameSelection | undefined;
  readonly area: ActiveArea;
  /** The first frame that is asked for, within the selection. */
  readonly from: number;
  /** Where followed masks have come to at the frame before that. */
  readonly followed?: readonly FollowedMask[] | undefined;
  /** The strengths at a frame, in place of the regions' own, where those change. */
  readonly strengthsAt?: ((index: number) => readonly number[] | undefined) | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What of a frame tells where its followed masks are, all on the grid with margin. */
export interface MaskStep {
  /** The frame, and its flow to the one before; absent where it repeats that one, or begins a shot. */
  readonly flow?:
    | { readonly source: Image; readonly backward: FlowField; readonly reliability: ReliabilityMask }
    | undefined;
  readonly startsShot: boolean;
}

/** Gives the regions of one frame after the other. */
export class RegionFrames implements AsyncDisposable {
  readonly #options: RegionFramesOptions;
  /** Of the regions whose masks are clips. */
  readonly #clips = new Map<Region, AsyncGenerator<DecodedFrame, void, void>>();
  readonly #followedRegions: readonly Region[];
  #followed: readonly FollowedMask[];
  #constant: FrameRegions | undefined;

  constructor(options: RegionFramesOptions) {
    const { regions, selection, from, timeoutSeconds, signal } = options;
    this.#options = options;
    this.#followed = options.followed ?? [];
    this.#followedRegions = regions.all.filter(({ mask }) => mask.kind === 'followed');
    for (const region of regions.all) {
      if (region.mask.kind !== 'clip' || selection === undefined) continue;
      const rest = partOf(selection, from, selection.count - from);
      const reading = { ...regions.size, selection: rest, timeoutSeconds, signal };
      this.#clips.set(region, decodeFrames(region.mask.info, reading));
    }
  }

  /** Where followed masks have come to at the last frame that was asked for. */
  get followed(): readonly FollowedMask[] {
    return this.#followed;
  }

  /** The regions of the frame of that index; frames must be asked for one after the other. */
  async next(index: number, step: MaskStep): Promise<FrameRegions> {
    const { regions } = this.#options;
    this.#follow(index, step);
    if (this.#constant) return this.#constant;
    const planes: Float32Array[] = [];
    for (const region of regions.all) planes.push(await this.#planeOf(region));
    const strengths = this.#options.strengthsAt?.(index);
    const frame = this.#layered(planes, strengths);
    const still = regions.all.every(({ mask }) => mask.kind === 'still');
    if (still && strengths === undefined) this.#constant = frame;
    return frame;
  }

  #follow(index: number, { flow, startsShot }: MaskStep): void {
    const { area, regions } = this.#options;
    const { width, height } = area;
    this.#followed = this.#followedRegions.flatMap((region, number) => {
      const pictures = region.mask.kind === 'followed' ? region.mask.pictures : [];
      const picture = pictures.find(({ frame }) => frame === index);
      const of = { region: number, width, height };
      if (picture) return [{ ...of, plane: cropPlaneToArea(picture.plane, regions.size, area) }];
      const before = this.#followed.find((one) => one.region === number);
      if (before === undefined || startsShot) return [];
      return [flow ? { ...of, plane: this.#moved(before.plane, flow) } : before];
    });
  }

  /** A mask of the frame before, in the active area without its margin: what comes from outside is as it is at the edge. */
  #moved(
    plane: Float32Array,
    { source, backward, reliability }: NonNullable<MaskStep['flow']>,
  ): Float32Array {
    const { width, height } = this.#options.area;
    const inner = (one: Float32Array) => removePlaneMargin(one, source);
    const flow = { width, height, u: inner(backward.u), v: inner(backward.v) };
    return followMask(plane, flow, { width, height, data: inner(reliability.data) }, removeMargin(source));
  }

  /** The mask of a region at the current frame, on the whole frame's grid. */
  async #planeOf(region: Region): Promise<Float32Array> {
    const { size, reach } = this.#options.regions;
    const { mask } = region;
    switch (mask.kind) {
      case 'still':
        return mask.plane;
      case 'clip': {
        const frame = await this.#clips.get(region)?.next();
        if (!frame || frame.done) throw new RangeError('Expected a mask for every frame, got fewer');
        return withSoftEdge(maskOf(frame.value), size, reach);
      }
      case 'followed':
        return this.#followedPlane(region);
      default:
        return mask satisfies never;
    }
  }

  #followedPlane(region: Region): Float32Array {
    const { regions, area } = this.#options;
    const { size, reach } = regions;
    const number = this.#followedRegions.indexOf(region);
    const at = this.#followed.find((one) => one.region === number);
    const whole = new Float32Array(size.width * size.height);
    if (at === undefined) return whole;
    for (let y = 0; y < area.height; y++) {
      const row = at.plane.subarray(y * area.width, (y + 1) * area.width);
      whole.set(row.map(cleanMask), (area.top + y) * size.width + area.left);
    }
    return withSoftEdge(whole, size, reach);
  }

  /** Later regions lie over earlier ones. */
  #layered(planes: readonly Float32Array[], given: readonly number[] | undefined): FrameRegions {
    const { regions, area } = this.#options;
    const pixels = regions.size.width * regions.size.height;
    const rest = new Float32Array(pixels).fill(1);
    const shares: Float32Array[] = [];
    let keep: Float32Array | undefined;
    for (let i = regions.all.length - 1; i >= 0; i--) {
      const { keeps, strength: own } = regions.all[i]!;
      const strength = given?.[i] ?? own;
      const share = planes[i]!.map((value, p) => strength * value * rest[p]!);
      for (let p = 0; p < pixels; p++) rest[p] = rest[p]! - share[p]!;
      if (!keeps) shares.unshift(share);
      else if (keep === undefined) keep = share;
      else for (let p = 0; p < pixels; p++) keep[p] = keep[p]! + share[p]!;
    }
    const areas = [rest, ...shares].map((share) => {
      // What is kept in part is painted as if it were not, and the source laid over it.
      const painted = keep ? share.map((value, p) => underKept(value, keep[p]!)) : share;
      return addPlaneMargin(cropPlaneToArea(painted, regions.size, area), area);
    });
    return { areas, keep };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const frames of this.#clips.values()) await frames.return();
  }
}

/** From this share on nothing of what is painted is seen. */
const whollyKept = 0.999;

function underKept(share: number, keep: number): number {
  return keep >= whollyKept ? 0 : share / (1 - keep);
}
