import type { Image } from '../../../src/image.js';
import { colourMaps } from '../../../src/stylize/fast/colour-maps.js';
import type { FastWeights } from '../../../src/stylize/fast/fast-weights.js';
import type { Modulation } from '../../../src/stylize/fast/style-reader.js';
import type { ColourStatistics } from '../../../src/stylize/initial/colour-transfer.js';

/** Planes of one picture: `[channel][row][column]`. */
type Planes = number[][][];

/**
 * The painter as it is trained, written out: whitened colours in, every norm from the pictures of the shot as they come
 * to it, colours of the painting at the end. Sides are multiples of 4. Answers the painted pictures, limited to [0,1].
 */
export function paintByReference(
  weights: FastWeights,
  modulation: Modulation,
  shot: readonly Image[],
  colours: ColourStatistics,
): Planes[] {
  const { into, outOf } = colourMaps(colours, modulation.colours);
  const white = shot.map((image) => mixed(planesOf(image), into, colours.mean, [0, 0, 0]));
  const convolve = (name: string, pictures: Planes[], stride = 1) => {
    const weight = weights.convolutions.get(name) as Float32Array;
    return pictures.map((planes) => convolved(planes, weight, stride));
  };
  const normalised = (name: string, pictures: Planes[]) => {
    const { scale, shift } = modulation.channels.get(name)!;
    return eachChannel(pictures, (values, c) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const deviation = Math.sqrt(variance + 1e-5);
      return (value) => ((1 + scale[c]!) * (value - mean)) / deviation + shift[c]!;
    });
  };
  const relu = (pictures: Planes[]) => eachChannel(pictures, () => (value) => Math.max(0, value));
  const stacked = white.map(stack);
  const stem = relu(normalised('stem', convolve('stem', stacked)));
  let deep = relu(normalised('down', convolve('down', stem, 2)));
  for (let k = 1; k <= 5; k++) {
    const inner = relu(normalised(`block${k}a`, convolve(`block${k}a`, deep)));
    deep = sum(deep, normalised(`block${k}b`, convolve(`block${k}b`, inner)));
  }
  const up = relu(normalised('up', convolve('up', deep.map(doubled))));
  const fine = eachChannel(stem, (_, c) => (value) => modulation.fine[c]! * value);
  const detail = relu(normalised('detail', convolve('detail', sum(up, fine))));
  return detail.map((planes, i) => {
    const out = convolved(planes, weights.out.weight, 1);
    const painted = out.map((plane, c) =>
      plane.map((row, y) =>
        row.map((value, x) => value + weights.out.bias[c]! + modulation.gain * stacked[i]![c]![y]![x]!),
      ),
    );
    const coloured = mixed(unstack(painted), outOf, [0, 0, 0], modulation.colours.mean);
    return coloured.map((plane) => plane.map((row) => row.map((value) => Math.min(1, Math.max(0, value)))));
  });
}

function planesOf({ width, height, data }: Image): Planes {
  return [0, 1, 2].map((c) =>
    Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => data[(c * height + y) * width + x]!),
    ),
  );
}

/** matrix · (colour − before) + after */
function mixed(
  planes: Planes,
  matrix: readonly number[],
  before: readonly number[],
  after: readonly number[],
): Planes {
  return planes.map((plane, i) =>
    plane.map((row, y) =>
      row.map(
        (_, x) =>
          after[i]! +
          [0, 1, 2].reduce((total, j) => total + matrix[3 * i + j]! * (planes[j]![y]![x]! - before[j]!), 0),
      ),
    ),
  );
}

function stack(planes: Planes): Planes {
  return Array.from({ length: 4 * planes.length }, (_, channel) => {
    const [c, dy, dx] = [channel >> 2, (channel >> 1) & 1, channel & 1];
    const half = planes[c]!.filter((_, y) => y % 2 === dy);
    return half.map((row) => row.filter((_, x) => x % 2 === dx));
  });
}

function unstack(stacked: Planes): Planes {
  const [rows, columns] = [stacked[0]!.length * 2, stacked[0]![0]!.length * 2];
  return [0, 1, 2].map((c) =>
    Array.from({ length: rows }, (_, y) =>
      Array.from({ length: columns }, (_, x) => stacked[4 * c + 2 * (y % 2) + (x % 2)]![y >> 1]![x >> 1]!),
    ),
  );
}

function convolved(planes: Planes, weight: Float32Array, stride: number): Planes {
  const [inputs, rows, columns] = [planes.length, planes[0]!.length, planes[0]![0]!.length];
  const mirrored = (at: number, size: number) => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);
  return Array.from({ length: weight.length / (inputs * 9) }, (_, o) =>
    Array.from({ length: rows / stride }, (_, y) =>
      Array.from({ length: columns / stride }, (_, x) => {
        let total = 0;
        for (let i = 0; i < inputs; i++) {
          for (let tap = 0; tap < 9; tap++) {
            const row = mirrored(y * stride + Math.floor(tap / 3) - 1, rows);
            const column = mirrored(x * stride + (tap % 3) - 1, columns);
            total += weight[(o * inputs + i) * 9 + tap]! * planes[i]![row]![column]!;
          }
        }
        return total;
      }),
    ),
  );
}

function doubled(planes: Planes): Planes {
  return planes.map((plane) => plane.flatMap((row) => Array(2).fill(row.flatMap((value) => [value, value]))));
}

function sum(a: Planes[], b: Planes[]): Planes[] {
  return a.map((planes, i) =>
    planes.map((plane, c) => plane.map((row, y) => row.map((value, x) => value + b[i]![c]![y]![x]!))),
  );
}

/** Maps every value of a channel, by a function made from all values of that channel in all pictures. */
function eachChannel(
  pictures: Planes[],
  make: (values: readonly number[], channel: number) => (value: number) => number,
): Planes[] {
  const channels = pictures[0]!.length;
  const maps = Array.from({ length: channels }, (_, c) =>
    make(
      pictures.flatMap((planes) => planes[c]!.flat()),
      c,
    ),
  );
  return pictures.map((planes) => planes.map((plane, c) => plane.map((row) => row.map(maps[c]!))));
}
