import type { Image } from '../../../src/image.js';
import { colourMaps } from '../../../src/stylize/fast/colour-maps.js';
import type { FastWeights } from '../../../src/stylize/fast/fast-weights.js';
import type { Modulation } from '../../../src/stylize/fast/style-reader.js';
import type { ColourStatistics } from '../../../src/stylize/initial/colour-transfer.js';

/** Planes of one picture: `[channel][row][column]`. */
type Planes = number[][][];

/**
 * The painter as it is trained, written out: whitened colours in, every norm from the pictures of the shot as they come
 * to it, what is convolved mirrored at its border, colours of the painting at the end. With those norms, pictures are then painted
 * that go on mirrored, and so does what each block takes; what is enlarged repeats its edge. The shot's sides are multiples of 4. Answers the
 * painted pictures, limited to [0,1].
 */
export function paintByReference(
  weights: FastWeights,
  modulation: Modulation,
  shot: readonly Image[],
  colours: ColourStatistics,
  painted: readonly Image[] = shot,
): Planes[] {
  const { into, outOf } = colourMaps(colours, modulation.colours);
  const norms = new Map<string, ((value: number) => number)[]>();
  const run = (stacked: Planes[], training: boolean): Planes[] => {
    const convolve = (name: string, inputs: Planes[], stride = 1) => {
      const weight = weights.convolutions.get(name) as Float32Array;
      return inputs.map((planes) => convolved(training ? continued(planes, 1) : planes, weight, stride));
    };
    const normalised = (name: string, inputs: Planes[]) => {
      const { scale, shift } = modulation.channels.get(name)!;
      const own = norms.get(name) ?? normsOf(inputs, scale, shift);
      norms.set(name, own);
      return eachChannel(inputs, (c) => own[c]!);
    };
    const relu = (inputs: Planes[]) => eachChannel(inputs, () => (value) => Math.max(0, value));
    const stem = relu(normalised('stem', convolve('stem', stacked)));
    let deep = relu(normalised('down', convolve('down', stem, 2)));
    for (let k = 1; k <= 5; k++) {
      const taken = training ? deep : deep.map((planes) => continued(planes, 2));
      const inner = relu(normalised(`block${k}a`, convolve(`block${k}a`, taken)));
      deep = sum(deep, normalised(`block${k}b`, convolve(`block${k}b`, inner)));
    }
    const coarse = training ? deep : deep.map((planes) => continued(planes, 1, repeatedAt));
    const up = relu(normalised('up', convolve('up', coarse.map(doubled))));
    const fine = eachChannel(stem, (c) => (value) => modulation.fine[c]! * value);
    const detail = relu(normalised('detail', convolve('detail', sum(up, fine))));
    return detail.map((planes, i) => {
      const out = convolved(training ? continued(planes, 1) : planes, weights.out.weight, 1);
      const beside = (stacked[i]![0]!.length - out[0]!.length) / 2;
      return out.map((plane, c) =>
        plane.map((row, y) =>
          row.map((value, x) => {
            const own = stacked[i]![c]![y + beside]![x + beside]!;
            return value + weights.out.bias[c]! + modulation.gain * own;
          }),
        ),
      );
    });
  };
  const white = (image: Image) => mixed(planesOf(image), into, colours.mean, [0, 0, 0]);
  run(
    shot.map((image) => stack(white(image))),
    true,
  );
  const wide = painted.map((image) => stack(inFours(white(image))));
  return run(wide, false).map((stacked, i) => {
    const { width, height } = painted[i]!;
    const coloured = mixed(unstack(stacked), outOf, [0, 0, 0], modulation.colours.mean);
    return coloured.map((plane) =>
      plane
        .slice(2, 2 + height)
        .map((row) => row.slice(2, 2 + width).map((value) => Math.min(1, Math.max(0, value)))),
    );
  });
}

type Place = (at: number, size: number) => number;
const mirroredAt: Place = (at, size) => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);
const repeatedAt: Place = (at, size) => Math.min(Math.max(at, 0), size - 1);

/** Planes with so many more values on every side. */
function continued(planes: Planes, by: number, place: Place = mirroredAt): Planes {
  return framed(planes, by, by, place);
}

/** A picture with 8 more mirrored pixels on every side, and up to 3 more to the right and below that make its sides multiples of 4. */
function inFours(planes: Planes): Planes {
  const whole = (size: number) => 4 * Math.floor(size / 4);
  return framed(planes, 8, 11, mirroredAt).map((plane) =>
    plane.slice(0, whole(plane.length)).map((row) => row.slice(0, whole(row.length))),
  );
}

function framed(planes: Planes, before: number, after: number, place: Place): Planes {
  const [height, width] = [planes[0]!.length, planes[0]![0]!.length];
  return planes.map((plane) =>
    Array.from({ length: before + height + after }, (_, y) =>
      Array.from(
        { length: before + width + after },
        (_, x) => plane[place(y - before, height)]![place(x - before, width)]!,
      ),
    ),
  );
}

/** (1 + scale) · (value − mean) / deviation + shift, of each channel of all pictures. */
function normsOf(pictures: Planes[], scale: Float32Array, shift: Float32Array) {
  return pictures[0]!.map((_, c) => {
    const values = pictures.flatMap((planes) => planes[c]!.flat());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const deviation = Math.sqrt(variance + 1e-5);
    return (value: number) => ((1 + scale[c]!) * (value - mean)) / deviation + shift[c]!;
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

/** Of what lies inside: a value less on every side. */
function convolved(planes: Planes, weight: Float32Array, stride: number): Planes {
  const [inputs, rows, columns] = [planes.length, planes[0]!.length, planes[0]![0]!.length];
  const length = (size: number) => Math.floor((size - 3) / stride) + 1;
  return Array.from({ length: weight.length / (inputs * 9) }, (_, o) =>
    Array.from({ length: length(rows) }, (_, y) =>
      Array.from({ length: length(columns) }, (_, x) => {
        let total = 0;
        for (let i = 0; i < inputs; i++) {
          for (let tap = 0; tap < 9; tap++) {
            const value = planes[i]![y * stride + Math.floor(tap / 3)]![x * stride + (tap % 3)]!;
            total += weight[(o * inputs + i) * 9 + tap]! * value;
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

/** Maps every value of a channel. */
function eachChannel(pictures: Planes[], mapOf: (channel: number) => (value: number) => number): Planes[] {
  return pictures.map((planes) => planes.map((plane, c) => plane.map((row) => row.map(mapOf(c)))));
}
