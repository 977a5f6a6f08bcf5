import type { OptionType } from './option.js';

/** Weight ≥ 0 of each layer that takes part in a loss term: `{ relu1_1: 1, relu2_1: 0.5 }`. */
export type LayerWeights = Readonly<Record<string, number>>;

/** Layers of VGG-19 up to relu5_1, which a loss term can be measured at. */
export const layerNames: readonly string[] = Object.freeze([
  ...['relu1_1', 'relu1_2', 'relu2_1', 'relu2_2'],
  ...['relu3_1', 'relu3_2', 'relu3_3', 'relu3_4'],
  ...['relu4_1', 'relu4_2', 'relu4_3', 'relu4_4', 'relu5_1'],
]);

/** A time in the clip: seconds as a number; on the command line also `mm:ss` or `hh:mm:ss`, with decimals. */
export function time({ positive = false } = {}): OptionType<number> {
  return {
    expected: `a time ${positive ? '> 0' : '≥ 0'} in seconds or hh:mm:ss`,
    placeholder: '<time>',
    parse: parseTime,
    accepts: (value) => Number.isFinite(value) && (positive ? (value as number) > 0 : (value as number) >= 0),
    format: String,
  };
}

/** `relu1_1:1,relu2_1:0.5`; a layer without a weight has weight 1. */
export function layers(): OptionType<LayerWeights> {
  return {
    expected:
      'layers of VGG-19 from relu1_1 to relu5_1 with weights ≥ 0, at least one > 0, such as relu1_1:1,relu2_1:0.5',
    placeholder: '<layers>',
    parse: parseLayers,
    accepts: acceptsLayers,
    format: (weights) =>
      Object.entries(weights)
        .map(([layer, weight]) => (weight === 1 ? layer : `${layer}:${weight}`))
        .join(','),
  };
}

/** Frame distances, ascending: `1,2,4`. */
export function distances(max: number): OptionType<readonly number[]> {
  return {
    expected: `ascending integers from 1 to ${max}, such as 1,2,4`,
    placeholder: '<list>',
    parse: (text) => (/^\d+(,\d+)*$/.test(text) ? text.split(',').map(Number) : text),
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((d, i) => Number.isSafeInteger(d) && d <= max && d > (i === 0 ? 0 : value[i - 1])),
    format: (list) => list.join(','),
  };
}

function parseTime(text: string): unknown {
  const trimmed = text.trim();
  if (/^(\d+\.?\d*|\.\d+)$/.test(trimmed)) return Number(trimmed);
  const match = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(trimmed);
  if (!match) return text;
  const [, hours = '', minutes = '', seconds = ''] = match;
  if (Number(seconds) >= 60 || (hours !== '' && Number(minutes) >= 60)) return text;
  // Milliseconds first: 1:00.1 is 60.1 to the last bit of a decimal reading.
  return (Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000) / 1000;
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
    entries.every(([layer, w]) => layerNames.includes(layer) && Number.isFinite(w) && w >= 0) &&
    entries.some(([, w]) => w > 0)
  );
}
