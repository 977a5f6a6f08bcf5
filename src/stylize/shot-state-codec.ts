import { InputError } from '../errors.js';
import type { FlowField } from '../flow-field.js';
import type { FollowedMask } from '../followed-mask.js';
import { readFloat32 } from './network/float-formats.js';
import type { Size } from './network/layers.js';
import type { ShotState } from './shot-state.js';

const magic = 'nst-shot-state 4\n';

/** On disk, the scales of the inverse Hessian are called `curvatures`. */
interface Header extends Omit<ShotState, 'past' | 'anchor' | 'followed' | 'inverseHessianScales'> {
  readonly curvatures: ShotState['inverseHessianScales'];
  readonly past: readonly Size[];
  readonly anchor?: (Size & { readonly age: number }) | undefined;
  readonly followed?: readonly (Size & Omit<FollowedMask, 'plane'>)[] | undefined;
}

/**
 * A shot's state as bytes: a line of magic, the length of a JSON header as a
 * little-endian uint32, the header, then for each past frame its source, its
 * stylized values and its convergence, of the anchor its source, flow and
 * share known, and the followed masks, as little-endian float32. JSON numbers round-trip exactly.
 */
export function encodeShotState(state: ShotState): Uint8Array {
  const { past, anchor, followed, inverseHessianScales: curvatures, ...rest } = state;
  const sizeOf = ({ width, height }: Size): Size => ({ width, height });
  const header: Header = {
    ...rest,
    curvatures,
    past: past.map(({ source }) => sizeOf(source)),
    anchor: anchor && { ...sizeOf(anchor.source), age: anchor.age },
    followed: followed?.map(({ plane: _, ...mask }) => mask),
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const planes = past.flatMap(({ source, stylized, convergence }) => [
    source.data,
    stylized.data,
    convergence,
  ]);
  if (anchor) planes.push(anchor.source.data, anchor.flow.u, anchor.flow.v, anchor.known);
  for (const { plane } of followed ?? []) planes.push(plane);
  const bytes = planes.map((plane) => Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength));
  return Buffer.concat([Buffer.from(magic), length, head, ...bytes]);
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
  const ofPast = past.reduce((sum, size) => sum + 28 * pixels(size), 0);
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
  const frames = past.map((size) => ({
    source: readImage(size),
    stylized: readImage(size),
    convergence: readPlane(size),
  }));
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
