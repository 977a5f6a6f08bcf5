import { type Moment, parseMoment, readMoment } from '../media/time/moment.js';
import { parseRate } from '../media/time/rational.js';
import type { OptionType } from './option.js';

/** Weight ≥ 0 of each layer that takes part in a loss term: `{ relu1_1: 1, relu2_1: 0.5 }`. */
export type LayerWeights = Readonly<Record<string, number>>;

/**
 * A place in the clip, or a length of it: seconds as a number; on the command
 * line also `mm:ss` or `hh:mm:ss`, with decimals; a number of frames, `120f`; a
 * timecode, `hh:mm:ss:ff`, or `hh:mm:ss;ff` with dropped frame numbers.
 */
export function time({ positive = false } = {}): OptionType<Moment> {
  return {
    expected: `a time ${positive ? '> 0' : '≥ 0'} in seconds or hh:mm:ss, frames (120f) or a timecode (hh:mm:ss:ff)`,
    placeholder: '<time>',
    parse: parseMoment,
    accepts: (value) => readMoment(value) !== undefined && !(positive && isZero(value as Moment)),
    format: String,
  };
}

/** Frames a second: a number, or a text such as `30000/1001`. */
export function rate(): OptionType<number | string> {
  return {
    expected: 'a frame rate from 0.01 to 1000 such as 24, 29.97 or 30000/1001',
    placeholder: '<rate>',
    parse: (text) => text.trim(),
    accepts: (value) => parseRate(value) !== undefined,
    format: String,
  };
}

/** A stream of the input: its number among all (`3`), or among the pictures (`v:1`), both from 0. */
export function streamName(): OptionType<string> {
  return {
    expected: 'a stream number (3), or a video stream number (v:1)',
    placeholder: '<stream>',
    parse: (text) => text.trim(),
    accepts: (value) => typeof value === 'string' && /^(v:)?\d{1,4}$/.test(value),
    format: String,
  };
}

/** Sound streams of the input: `all`, `none`, or a list by number among all streams (`1`) or among the sounds (`a:0`), from 0. */
export function audioStreams(): OptionType<string | number> {
  return {
    expected: 'all, none, or stream numbers (1,2), or audio stream numbers (a:0,a:1)',
    placeholder: '<streams>',
    parse: (text) => text.replaceAll(/\s/g, ''),
    accepts: (value) =>
      ['string', 'number'].includes(typeof value) &&
      /^(?:all|none|(?:a:)?\d{1,4}(?:,(?:a:)?\d{1,4})*)$/.test(String(value)),
    format: String,
  };
}

/** `relu1_1:1,relu2_1:0.5`; a layer without a weight has weight 1. */
export function layers(): OptionType<LayerWeights> {
  return {
    expected: 'layers of the network with weights ≥ 0, at least one > 0, such as relu1_1:1,relu2_1:0.5',
    placeholder: '<layers>',
    parse: parseLayers,
    accepts: acceptsLayers,
    format: (weights) =>
      Object.entries(weights)
        .map(([layer, weight]) => (weight === 1 ? layer : `${layer}:${weight}`))
        .join(','),
  };
}

/** `relu1_1:0.5,relu4_1:2`: a scale of each layer that is named. */
export function layerScales(): OptionType<LayerWeights> {
  return {
    expected: 'layers at which style is compared with scales from 0.1 to 4, such as relu1_1:0.5,relu4_1:2',
    placeholder: '<scales>',
    parse: (text) =>
      text === '' ? {} : text.split(',').every((part) => part.includes(':')) ? parseLayers(text) : text,
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).every(
        ([layer, scale]) => layer !== '' && Number.isFinite(scale) && scale >= 0.1 && scale <= 4,
      ),
    format: (scales) =>
      Object.entries(scales)
        .map(([layer, scale]) => `${layer}:${scale}`)
        .join(','),
  };
}

/** Frame distances, ascending: `1,2,4`. */
export const distances = (max: number) => ascending(1, max);

/** Numbers of frames, ascending, from 0: `0,24,100`. */
export const frameNumbers = () => ascending(0, 10_000_000);

function ascending(min: number, max: number): OptionType<readonly number[]> {
  return {
    expected: `ascending integers from ${min} to ${max}, such as 1,2,4`,
    placeholder: '<list>',
    parse: (text) => (/^\d+(,\d+)*$/.test(text) ? text.split(',').map(Number) : text),
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((d, i) => Number.isSafeInteger(d) && d <= max && d > (i === 0 ? min - 1 : value[i - 1])),
    format: (list) => list.join(','),
  };
}

function isZero(moment: Moment): boolean {
  return typeof moment === 'number' ? moment === 0 : !/[1-9]/.test(moment);
}

function parseLayers(text: string): unknown {
  const weights: Record<string, number> = {};
  for (const part of text.split(',')) {
    const match = /^([^:]+)(?::(\d+\.?\d*|\.\d+))?$/.exec(part.trim());
    const layer = match?.[1];
    if (layer === undefined || layer in weights) return text;
    weights[layer] = Number(match?.[2] ?? 1);
  }
  return weights;
}

function acceptsLayers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return (
    entries.every(([layer, w]) => layer !== '' && Number.isFinite(w) && w >= 0) &&
    entries.some(([, w]) => w > 0)
  );
}

/** Numbers of shots, ascending: `7`, `3-9`, `1,4-6`; or all of them. */
export function shotNumbers(): OptionType<readonly number[] | 'all'> {
  return {
    expected: 'a shot such as 7, a range such as 3-9, a list such as 1,4-6, or all',
    placeholder: '<list>',
    parse: (text) => (text === 'all' ? text : parseShots(text)),
    accepts: (value) =>
      value === 'all' ||
      (Array.isArray(value) && value.length > 0 && value.every((n) => Number.isSafeInteger(n) && n > 0)),
    format: (value) => (typeof value === 'string' ? value : value.join(',')),
  };
}

/** No film has more. */
const mostShots = 1_000_000;

function parseShots(text: string): unknown {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to = from] = /^\s*(\d{1,7})(?:-(\d{1,7}))?\s*$/.exec(part) ?? [];
    if (from === undefined || Number(to) < Number(from) || Number(to) > mostShots) return text;
    for (let n = Number(from); n <= Number(to); n++) numbers.add(n);
  }
  return [...numbers].sort((a, b) => a - b);
}
