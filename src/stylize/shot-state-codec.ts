import { InputError } from '../errors.js';
import type { FlowField } from '../flow-field.js';
import type { FollowedMask } from '../followed-mask.js';
import { exactRgb24, imageFromRgb24 } from '../image.js';
import { readFloat32 } from './network/float-formats.js';
import type { Size } from './network/layers.js';
import type { PastFrame, ShotState } from './shot-state.js';

const magic = 'nst-shot-state 4\n';

/** On disk, the scales of the inverse Hessian are called `curvatures`. */
interface Header extends Omit<ShotState, 'past' | 'anchor' | 'followed' | 'inverseHessianScales'> {
  readonly curvatures: ShotState['inverseHessianScales'];
  readonly past: readonly PastHeader[];
  readonly anchor?: (Size & { readonly age: number }) | undefined;
  readonly followed?: readonly (Size & Omit<FollowedMask, 'plane'>)[] | undefined;
}

interface PastHeader extends Size {
  /** Whether the source is in interleaved bytes, as nearly every one has come. */
  readonly bytes?: boolean | undefined;
  /** Whether there is no convergence, since all of it is. */
  readonly finished?: boolean | undefined;
}

/**
 * A shot's state as bytes: a line of magic, the length of a JSON header as a
 * little-endian uint32, the header, then for each past frame its source, its
 * stylized values and its convergence, of the anchor its source, flow and
 * share known, and the followed masks, as little-endian float32. A source that is one of 8 bits is written as such.
 * JSON numbers round-trip exactly.
 */
export function encodeShotState(state: ShotState): Uint8Array {
  return Buffer.concat(shotStateParts(state));
}

/** What {@link encodeShotState} gives, in parts: mostly what the state itself holds, and not to be written to. */
export function shotStateParts(state: ShotState): readonly Uint8Array[] {
  const { past, anchor, followed, inverseHessianScales: curvatures, ...rest } = state;
  const sizeOf = ({ width, height }: Size): Size => ({ width, height });
  const sources = past.map(({ source }) => exactRgb24(source) ?? source.data);
  const header: Header = {
    ...rest,
    curvatures,
    past: past.map(({ source, convergence }, i) => ({
      ...sizeOf(source),
      bytes: sources[i] instanceof Uint8Array,
      finished: convergence === undefined,
    })),
    anchor: anchor && { ...sizeOf(anchor.source), age: anchor.age },
    followed: followed?.map(({ plane: _, ...mask }) => mask),
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const planes = past.flatMap(({ stylized, convergence }, i) => [
    sources[i]!,
    stylized.data,
    ...(convergence ? [convergence] : []),
  ]);
  if (anchor) planes.push(anchor.source.data, anchor.flow.u, anchor.flow.v, anchor.known);
  for (const { plane } of followed ?? []) planes.push(plane);
  const bytes = planes.map((plane) => Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength));
  return [Buffer.concat([Buffer.from(magic), length, head]), ...bytes];
}

/**
 * The state that `encodeShotState` wrote, to the same bits.
 *
 * @throws InputError if the bytes are not such a state or are cut short.
 */
export function decodeShotState(bytes: Uint8Array): ShotState {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headStart = magic.length + 4;
  if (buffer.length < headStart || buffer.toString('latin1', 0, magic.length) !== magic) {
    throw new InputError(`Expected a shot state beginning with ${JSON.stringify(magic)}, got other bytes`);
  }
  let offset = headStart + buffer.readUInt32LE(magic.length);
  const header = JSON.parse(buffer.toString('utf8', headStart, offset)) as Header;
  const { past, anchor, followed, curvatures: inverseHessianScales, ...rest } = header;
  const pixels = ({ width, height }: Size) => width * height;
  const ofPast = past.reduce(
    (sum, frame) => sum + (12 + (frame.bytes ? 3 : 12) + (frame.finished ? 0 : 4)) * pixels(frame),
    0,
  );
  const ofFollowed = (followed ?? []).reduce((sum, size) => sum + 4 * pixels(size), 0);
  const wanted = offset + ofPast + (anchor ? 24 * pixels(anchor) : 0) + ofFollowed;
  if (buffer.length !== wanted) {
    throw new InputError(
      `Expected a shot state of ${wanted} bytes, got ${buffer.length}: it is truncated or damaged`,
    );
  }
  const readFloats = (count: number): Float32Array => {
    const begin = offset;
    offset += 4 * count;
    return readFloat32(buffer.subarray(begin, offset));
  };
  const readPlane = (size: Size) => readFloats(pixels(size));
  const readImage = ({ width, height }: Size) => ({ width, height, data: readFloats(3 * width * height) });
  const readRgb24 = ({ width, height }: Size) => {
    const begin = offset;
    offset += 3 * width * height;
    return imageFromRgb24(buffer.subarray(begin, offset), width, height);
  };
  const frames = past.map((frame): PastFrame => {
    const source = frame.bytes ? readRgb24(frame) : readImage(frame);
    const stylized = readImage(frame);
    return frame.finished ? { source, stylized } : { source, stylized, convergence: readPlane(frame) };
  });
  const readFlow = ({ width, height }: Size): FlowField => {
    const size = { width, height };
    return { width, height, u: readPlane(size), v: readPlane(size) };
  };
  const state: ShotState = { ...rest, inverseHessianScales, past: frames };
  const anchored: ShotState = anchor
    ? {
        ...state,
        anchor: {
          source: readImage(anchor),
          age: anchor.age,
          flow: readFlow(anchor),
          known: readPlane(anchor),
        },
      }
    : state;
  if (!followed) return anchored;
  const masks = followed.map((mask) => ({ ...mask, plane: readPlane(mask) }));
  return { ...anchored, followed: masks };
}
