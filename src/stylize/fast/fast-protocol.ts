import type { Image, Size } from '../../image.js';
import type { Part } from '../../rgb24.js';
import type { StyleAreas } from '../loss/paintings.js';
import type { Light } from './light.js';

/** A frame, of which a part is to be painted. */
export interface FramePart extends Size {
  /** Interleaved, of the whole frame. */
  readonly rgb24: Uint8Array;
  /** In pixels. */
  readonly part: Part;
  /** As of `paint`, in the part. */
  readonly areas?: StyleAreas | undefined;
}

/** What a worker of the fast painter is started with. */
export interface FastWorkerData {
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  readonly threads: number;
}

/** Argument and answer of each of the worker's methods. */
export interface FastCalls {
  /** Puts pictures of one size through a graph of `writeMomentsGraph`; answers its outputs. */
  measure: {
    argument: { model: Uint8Array; pictures: readonly Image[]; mean: readonly number[] };
    value: Readonly<Record<string, Float32Array>>;
  };
  /** Takes graphs of `writePaintGraph`, one for each manner, to paint a shot of such light with from now on. */
  open: {
    argument: {
      graphs: readonly { readonly model: Uint8Array; readonly mean: readonly number[] }[];
      light: Light;
    };
    value: null;
  };
  /** Paints a picture of the size that the graphs were written for: with each in its area, or with the first everywhere. */
  paint: {
    argument: { picture: Image; areas?: StyleAreas | undefined };
    value: { painted: Image };
  };
  /** Paints a part, of that size, of a frame: rgb24, the rest as it was. */
  paintPart: { argument: FramePart; value: { painted: Uint8Array } };
}
