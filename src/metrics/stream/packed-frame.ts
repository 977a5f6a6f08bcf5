import { type Image, imageFromRgb24, type Size } from '../../image.js';
import type { AlignedFrame } from '../measures/frame-context.js';

/**
 * A frame whose pictures are kept as the bytes that they were decoded to, a
 * quarter of their size. They are made again, to the same bits, when they
 * are needed after the garbage collector took them: frames of a large gap wait long, and
 * would fill the memory.
 *
 * @param pictures of the source and of each render: `3·width·height` bytes, not to be changed
 */
export function packedFrame(
  position: { readonly index: number; readonly frame: number; readonly time: number },
  size: Size,
  [source, ...renders]: readonly [Uint8Array, ...Uint8Array[]],
): AlignedFrame {
  const unpackSource = unpacker(source, size);
  const unpackRenders = renders.map((bytes) => unpacker(bytes, size));
  return {
    ...position,
    get source() {
      return unpackSource();
    },
    get renders() {
      return unpackRenders.map((unpack) => unpack());
    },
  };
}

function unpacker(bytes: Uint8Array, { width, height }: Size): () => Image {
  let known: WeakRef<Image> | undefined;
  return () => {
    const found = known?.deref();
    if (found) return found;
    const image = imageFromRgb24(bytes, width, height);
    known = new WeakRef(image);
    return image;
  };
}
