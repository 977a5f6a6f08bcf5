import type { LayerShape } from '../../src/stylize/network/layers.js';
import {
  type Operation,
  type OperatorNetwork,
  SOURCE,
  shapesOf,
} from '../../src/stylize/network/operator-network.js';
import { type Window, windowAlong } from '../../src/stylize/network/window.js';

/** Features in double precision, CHW. */
export interface ReferenceFeatures extends LayerShape {
  readonly data: Float64Array;
}

/** All layers of a network of operators for a picture, by the formulas, value by value. */
export function referenceOperators(
  network: OperatorNetwork,
  x: ArrayLike<number>,
  width: number,
  height: number,
): Map<string, ReferenceFeatures> {
  const shapes = shapesOf(network.operators, { width, height });
  const features = new Map<string, ReferenceFeatures>([
    [SOURCE, { channels: 3, width, height, data: Float64Array.from(x) }],
  ]);
  for (const { name, inputs, operation } of network.operators) {
    const shape = shapes.get(name) as LayerShape;
    const read = inputs.map((input) => features.get(input) as ReferenceFeatures);
    const data = new Float64Array(shape.channels * shape.width * shape.height);
    const value = valueAt(operation, read, shape);
    for (let c = 0, i = 0; c < shape.channels; c++) {
      for (let y = 0; y < shape.height; y++) {
        for (let column = 0; column < shape.width; column++) data[i++] = value(c, y, column);
      }
    }
    features.set(name, { ...shape, data });
  }
  return features;
}

function at({ channels, width, height, data }: ReferenceFeatures, c: number, y: number, x: number): number {
  const [row, column] = [height === 1 ? 0 : y, width === 1 ? 0 : x];
  if (c < 0 || c >= channels || row < 0 || row >= height || column < 0 || column >= width) return 0;
  return data[(c * height + row) * width + column] as number;
}

/** The places that a window covers at a position, with the number of each tap. */
function* places(window: Window, { width, height }: LayerShape, y: number, x: number) {
  const [top, left] = [windowAlong(window, 0, height).before, windowAlong(window, 1, width).before];
  for (let row = 0, tap = 0; row < window.kernel[0]; row++) {
    for (let column = 0; column < window.kernel[1]; column++, tap++) {
      yield {
        tap,
        y: y * window.strides[0] - top + row * window.dilations[0],
        x: x * window.strides[1] - left + column * window.dilations[1],
      };
    }
  }
}

type Value = (c: number, y: number, x: number) => number;

function valueAt(operation: Operation, inputs: readonly ReferenceFeatures[], shape: LayerShape): Value {
  const input = inputs[0] as ReferenceFeatures;
  const ofEach =
    (f: (value: number, c: number) => number): Value =>
    (c, y, x) =>
      f(at(input, c, y, x), c);
  const inside = (place: { y: number; x: number }, after = [0, 0]) =>
    place.y >= 0 && place.x >= 0 && place.y < input.height + after[0]! && place.x < input.width + after[1]!;
  switch (operation.kind) {
    case 'convolution': {
      const { window, groups, weight, bias } = operation;
      const each = input.channels / groups;
      const taps = window.kernel[0] * window.kernel[1];
      return (o, y, x) => {
        const group = Math.floor(o / (shape.channels / groups));
        let sum = bias[o] as number;
        for (const place of places(window, input, y, x)) {
          for (let i = 0; inside(place) && i < each; i++) {
            sum +=
              (weight[(o * each + i) * taps + place.tap] as number) *
              at(input, group * each + i, place.y, place.x);
          }
        }
        return sum;
      };
    }
    case 'maxPool':
      return (c, y, x) => {
        const covered = [...places(operation.window, input, y, x)].filter((place) => inside(place));
        return Math.max(...covered.map((place) => at(input, c, place.y, place.x)));
      };
    case 'averagePool':
      return (c, y, x) => {
        const { window, countsPadding } = operation;
        const all = [...places(window, input, y, x)];
        const covered = all.filter((place) => inside(place));
        const pads = typeof window.pads === 'string' ? [0, 0] : [window.pads[2], window.pads[3]];
        const counted = countsPadding
          ? all.filter(({ y: row, x: column }) =>
              inside({ y: Math.max(0, row), x: Math.max(0, column) }, pads),
            )
          : covered;
        return covered.reduce((sum, place) => sum + at(input, c, place.y, place.x), 0) / counted.length;
      };
    case 'globalAverage':
      return (c) => {
        const size = input.width * input.height;
        return input.data.subarray(c * size, (c + 1) * size).reduce((sum, value) => sum + value, 0) / size;
      };
    case 'affine':
      return ofEach((value, c) => value * operation.scale[c]! + operation.offset[c]!);
    case 'relu':
      return ofEach((value) => Math.max(0, value));
    case 'leaky':
      return ofEach((value, c) => (value > 0 ? value : value * operation.slope[c]!));
    case 'clip':
      return ofEach((value) => Math.min(operation.max, Math.max(operation.min, value)));
    case 'sigmoid':
      return ofEach((value) => 1 / (1 + Math.exp(-value)));
    case 'hardSigmoid':
      return ofEach((value) => Math.min(1, Math.max(0, operation.alpha * value + operation.beta)));
    case 'hardSwish':
      return ofEach((value) => value * Math.min(1, Math.max(0, value / 6 + 0.5)));
    case 'concatenate':
      return (c, y, x) => {
        let [channel, index] = [c, 0];
        while (channel >= (inputs[index] as ReferenceFeatures).channels) {
          channel -= (inputs[index++] as ReferenceFeatures).channels;
        }
        return at(inputs[index] as ReferenceFeatures, channel, y, x);
      };
    case 'add':
      return (c, y, x) => inputs.reduce((sum, each) => sum + at(each, c, y, x), 0);
    case 'multiply':
      return (c, y, x) => inputs.reduce((product, each) => product * at(each, c, y, x), 1);
    case 'localNormalise':
      return (c, y, x) => {
        const { size, alpha, beta, bias } = operation;
        let squares = 0;
        const first = c - Math.floor((size - 1) / 2);
        for (let i = first; i < first + size; i++) squares += at(input, i, y, x) ** 2;
        return at(input, c, y, x) / (bias + (alpha / size) * squares) ** beta;
      };
    case 'pad':
      return (c, y, x) => {
        const place = { y: y - operation.pads[0], x: x - operation.pads[1] };
        return inside(place) ? at(input, c, place.y, place.x) : 0;
      };
    default:
      return operation satisfies never;
  }
}
