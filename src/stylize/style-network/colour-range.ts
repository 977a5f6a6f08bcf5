import type { Size } from '../../image.js';
import { CAFFE_BGR } from '../network/conventions.js';

/**
 * What a network's values are for a picture in [0,1]: the same; 0 … 255; −1 … 1; or, `vgg`, 0 … 255 less the mean pixel
 * that VGG was trained with, as in Torch's networks.
 */
export const RANGES = ['1', '255', 'signed', 'vgg'] as const;
export type RangeName = (typeof RANGES)[number];

export const ORDERS = ['rgb', 'bgr'] as const;
export type OrderName = (typeof ORDERS)[number];

/** What a network's channels are: channel k is `scale · rgb[order[k]] − offset[k]`, going in and coming out. */
export interface ColourRange {
  readonly range: RangeName;
  readonly order: OrderName;
}

interface Channel {
  readonly colour: number;
  readonly scale: number;
  readonly offset: number;
}

/** For people: `RGB, 0 … 255`. */
export function describeRange({ range, order }: ColourRange): string {
  const values = {
    '1': '0 … 1',
    '255': '0 … 255',
    signed: '−1 … 1',
    vgg: "0 … 255 less VGG's mean pixel",
  }[range];
  return `${order.toUpperCase()}, ${values}`;
}

const SCALES = { '1': 1, '255': 255, signed: 2, vgg: 255 } as const;

function channels({ range, order }: ColourRange): Channel[] {
  const colours = order === 'rgb' ? [0, 1, 2] : [2, 1, 0];
  return colours.map((colour) => ({ colour, scale: SCALES[range], offset: offsetOf(range, colour) }));
}

function offsetOf(range: RangeName, colour: number): number {
  if (range === 'vgg') return CAFFE_BGR.offset[CAFFE_BGR.order.indexOf(colour)]!;
  return range === 'signed' ? 1 : 0;
}

/** Three planes in [0,1], RGB, as the network takes them; written to `out` from `at` on. */
export function toNetworkInto(
  out: Float32Array,
  at: number,
  planes: Float32Array,
  colours: ColourRange,
): void {
  const pixels = planes.length / 3;
  for (const [k, { colour, scale, offset }] of channels(colours).entries()) {
    const [from, to] = [colour * pixels, at + k * pixels];
    for (let p = 0; p < pixels; p++) out[to + p] = scale * planes[from + p]! - offset;
  }
}

/** Three planes of a network as RGB, nominally in [0,1]: the inverse, not limited. */
export function fromNetwork(
  planes: Float32Array,
  { width, height }: Size,
  colours: ColourRange,
): Float32Array {
  const pixels = width * height;
  const out = new Float32Array(3 * pixels);
  for (const [k, { colour, scale, offset }] of channels(colours).entries()) {
    const [from, to] = [k * pixels, colour * pixels];
    for (let p = 0; p < pixels; p++) out[to + p] = (planes[from + p]! + offset) / scale;
  }
  return out;
}
