import { InputError } from '../errors.js';
import type { Image } from '../image.js';
import type { PastFrame, ShotState } from './shot-state.js';

const magic = 'nst-shot-state 3\n';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** On disk, the scales of the inverse Hessian are called `curvatures`. */
interface Header extends Omit<ShotState, 'past' | 'anchor' | 'inverseHessianScales'> {
  readonly curvatures: ShotState['inverseHessianScales'];
  readonly past: readonly Size[];
  readonly anchor?: (Size & { readonly age: number }) | undefined;
}

/**
 * A shot's state as bytes: a line of magic, the length of a JSON header as a
 * little-endian uint32, the header, then for each past frame its source, its
 * stylized values and its convergence, and of the anchor its source, flow and share known, as little-endian float32. JSON numbers round-trip exactly.
 */
export function encodeShotState(state: ShotState): Uint8Array {
  const { past, anchor, inverseHessianScales: curvatures, ...rest } = state;
  const sizeOf = ({ width, height }: Size): Size => ({ width, height });
  const header: Header = {
    ...rest,
    curvatures,
    past: past.map(({ source }) => sizeOf(source)),
    anchor: anchor && { ...sizeOf(anchor.source), age: anchor.age },
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const planes = past
    .flatMap(({ source, stylized, convergence }) => [source.data, stylized.data, convergence])
    .concat(anchor ? [anchor.source.data, anchor.flow.u, anchor.flow.v, anchor.known] : [])
    .map(floatBytes);
  return Buffer.concat([Buffer.from(magic), length, head, ...planes]);
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
  const {
    past: sizes,
    anchor,
    curvatures,
    ...shot
  } = JSON.parse(buffer.toString('utf8', headStart, offset)) as Header;
  const pixels = ({ width, height }: Size) => width * height;
  const wanted =
    offset + sizes.reduce((sum, size) => sum + 28 * pixels(size), anchor ? 24 * pixels(anchor) : 0);
  if (buffer.length !== wanted) {
    throw new InputError(
      `Expected a shot state of ${wanted} bytes, got ${buffer.length}: it is truncated or damaged`,
    );
  }
  const readFloats = (count: number): Float32Array => {
    const end = offset + 4 * count;
    const values = floatsOf(buffer.subarray(offset, end));
    offset = end;
    return values;
  };
  const readImage = (width: number, height: number): Image => ({
    width,
    height,
    data: readFloats(3 * width * height),
  });
  const past: PastFrame[] = sizes.map(({ width, height }) => ({
    source: readImage(width, height),
    stylized: readImage(width, height),
    convergence: readFloats(width * height),
  }));
  const rest = { ...shot, inverseHessianScales: curvatures };
  if (!anchor) return { ...rest, past };
  const { width, height, age } = anchor;
  const source = readImage(width, height);
  const [u, v, known] = [0, 1, 2].map(() => readFloats(width * height)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { ...rest, past, anchor: { source, age, flow: { width, height, u, v }, known } };
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function floatBytes(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return littleEndian ? bytes : Buffer.from(bytes).swap32();
}

function floatsOf(bytes: Buffer): Float32Array {
  const copy = new Uint8Array(bytes);
  if (!littleEndian) Buffer.from(copy.buffer).swap32();
  return new Float32Array(copy.buffer);
}
