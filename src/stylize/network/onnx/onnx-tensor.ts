import { ModelError } from '../../../errors.js';
import { bfloat16ToFloat32, float16ToFloat32 } from '../float-formats.js';
import { bytesOf, fieldsOf, integersOf } from './protobuf.js';

/** ONNX's numbers of the element types that we read: bytes of one element, and its widening. */
const TYPES: Readonly<
  Record<number, { readonly size: number; readonly widen: (b: Uint8Array) => Float32Array }>
> = {
  1: { size: 4, widen: (bytes) => new Float32Array(bytes.buffer) },
  10: { size: 2, widen: float16ToFloat32 },
  16: { size: 2, widen: bfloat16ToFloat32 },
};

/** Names of the others, for messages. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  11: 'float64',
};

/**
 * The numbers of a TensorProto as single precision: float32, float16 or
 * bfloat16, whether they stand as raw bytes, as packed floats, or as 16 bits
 * in each of a list of integers. Memory is taken for numbers only that the
 * bytes can hold.
 *
 * @param bytes the message
 * @param shape what its dimensions must be; a size of −1 may be any
 * @param what the tensor's name in messages, such as `the weight of conv1_1 in vgg.onnx`
 * @throws ModelError where it is of another shape or type, or lies outside the file
 */
export function readOnnxTensor(
  bytes: Uint8Array,
  shape: readonly number[],
  what: string,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const { dims, type, external } = readHeader(bytes);
  if (external) {
    throw new ModelError(
      `Expected ${what} to be in the file itself, got a reference to a second file, which is not supported. ` +
        "Merge the two, for instance with Python's onnx package: `onnx.save(onnx.load('in.onnx'), 'out.onnx')`",
    );
  }
  if (
    dims.length !== shape.length ||
    dims.some((size, i) => size < 1 || (shape[i] !== -1 && size !== shape[i]))
  ) {
    const expected = shape.map((size) => (size === -1 ? 'any' : size)).join(', ');
    throw new ModelError(`Expected ${what} to be [${expected}], got [${dims.join(', ')}]`);
  }
  const format = TYPES[type];
  if (format === undefined) {
    const got = OTHER_TYPES[type] ?? `type ${type}`;
    throw new ModelError(`Expected ${what} to be float32, float16 or bfloat16, got ${got}`);
  }
  const count = dims.reduce((product, size) => product * size, 1);
  // An element takes at least a byte however it is written.
  if (count > bytes.length) throw misfit(what, dims, `fewer than ${bytes.length}`);
  const elements = elementsOf(bytes, format.size);
  if (elements.length !== count * format.size) throw misfit(what, dims, `${elements.length / format.size}`);
  return { shape: dims, data: format.widen(elements) };
}

function misfit(what: string, dims: readonly number[], got: string): ModelError {
  return new ModelError(
    `Expected ${what} to have ${dims.join('×')} numbers, as its shape says, got ${got}. Get the file again`,
  );
}

/** Whether the numbers of a TensorProto lie in a second file. */
export function isExternal(bytes: Uint8Array): boolean {
  return readHeader(bytes).external;
}

/** The shape of a TensorProto. */
export function tensorShape(bytes: Uint8Array): readonly number[] {
  return readHeader(bytes).dims;
}

/** The most integers that a list of sizes, axes or paddings has. */
const MAX_SIZES = 64;

/** The integers of an int64 TensorProto; undefined where it holds others, or too many to be sizes. */
export function readSizes(bytes: Uint8Array): number[] | undefined {
  const { dims, type, external } = readHeader(bytes);
  const count = dims.reduce((product, size) => product * size, 1);
  if (type !== 7 || external || count > MAX_SIZES) return undefined;
  const sizes: number[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 7) for (const value of integersOf(field)) sizes.push(value);
    if (field.id !== 9) continue;
    const raw = bytesOf(field);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let at = 0; at + 8 <= raw.length; at += 8) sizes.push(Number(view.getBigInt64(at, true)));
  }
  return sizes.length === count ? sizes : undefined;
}

function readHeader(bytes: Uint8Array): { dims: number[]; type: number; external: boolean } {
  const dims: number[] = [];
  let type = 0;
  let external = false;
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1) {
      for (const size of integersOf(field)) if (dims.length < 8) dims.push(size);
    } else if (field.id === 2) type = Number(field.value);
    else if (field.id === 13 || (field.id === 14 && field.value === 1)) external = true;
  }
  return { dims, type, external };
}

/** The bytes of all elements, of `size` each, copied. */
function elementsOf(message: Uint8Array, size: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const field of fieldsOf(message)) {
    if (field.id === 9 || (field.id === 4 && size === 4)) pieces.push(bytesOf(field));
    else if (field.id === 5 && size === 2) {
      pieces.push(new Uint8Array(Uint16Array.from(integersOf(field)).buffer));
    }
  }
  return new Uint8Array(Buffer.concat(pieces));
}
