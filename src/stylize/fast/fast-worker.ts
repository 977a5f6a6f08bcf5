import { workerData } from 'node:worker_threads';
import type * as onnxruntime from 'onnxruntime-node';
import { createImage, type Image, type Size } from '../../image.js';
import { cropRgb24Into, pasteIntoRgb24 } from '../../rgb24.js';
import { answerCalls } from '../../worker-calls.js';
import { createSession } from '../engines/create-session.js';
import { Tensor } from '../engines/onnxruntime.js';
import type { StyleAreas } from '../loss/paintings.js';
import { clamp } from '../residual.js';
import { fadedIn } from './fade.js';
import { fastPort, paintBorder, stackedShape } from './fast-graph.js';
import type { FastCalls, FastWorkerData } from './fast-protocol.js';
import { STACKED_CHANNELS } from './layers.js';
import { type Light, lightOf } from './light.js';
import { blockGrid, stackBlocksInto, unstackBlocksInto } from './picture-blocks.js';

// A thread on which the fast painter computes.

const device = workerData as FastWorkerData;
interface OpenedPainter {
  readonly session: onnxruntime.InferenceSession;
  readonly mean: readonly number[];
}

/** One for each manner. */
let painters: readonly OpenedPainter[] = [];
/** Of the shot. */
let shotLight: Light = { mean: 1, deviation: 1 };

answerCalls<FastCalls>({
  async measure({ model, pictures, mean }) {
    const [first] = pictures;
    if (first === undefined) throw new Error('Expected at least one picture to measure');
    const { columns, rows } = blockGrid(first);
    const length = STACKED_CHANNELS * columns * rows;
    const stacked = new Float32Array(pictures.length * length);
    for (const [i, picture] of pictures.entries()) {
      stackBlocksInto(stacked.subarray(i * length, (i + 1) * length), picture, mean);
    }
    const session = await createSession(model, device);
    try {
      const x = new Tensor('float32', stacked, stackedShape(pictures.length, first));
      const outputs = await session.run({ [fastPort.pictures]: x });
      const value = Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
      );
      return { value };
    } finally {
      await session.release();
    }
  },

  async open({ graphs, light }) {
    for (const { session } of painters) await session.release();
    const opened: OpenedPainter[] = [];
    for (const { model, mean } of graphs) opened.push({ session: await createSession(model, device), mean });
    painters = opened;
    shotLight = light;
    return { value: null };
  },

  async paint({ picture, areas }) {
    const painted = await paintFaded(picture, areas);
    clamp(painted.data);
    return { value: { painted }, transfer: [painted.data.buffer] };
  },

  async paintPart({ rgb24, width, part, areas }) {
    const { cropped, painted } = buffersFor(part);
    cropRgb24Into(cropped.data, rgb24, width, part);
    const { data } = await paintFaded(cropped, areas, painted);
    pasteIntoRgb24(rgb24, width, part, data);
    return { value: { painted: rgb24 }, transfer: [rgb24.buffer] };
  },
});

/** What every frame is computed in: memory that is collected is slow, and lies about until it is. */
interface Buffers {
  readonly cropped: Image;
  readonly painted: Image;
  readonly stacked: onnxruntime.TypedTensor<'float32'>;
  readonly paintedStack: onnxruntime.TypedTensor<'float32'>;
}

let buffers: Buffers | undefined;

function buffersFor({ width, height }: Size): Buffers {
  if (buffers?.cropped.width !== width || buffers.cropped.height !== height) {
    const stack = (border: number) => {
      const shape = stackedShape(1, { width, height }, border);
      const length = shape.reduce((product, side) => product * side, 1);
      return new Tensor('float32', new Float32Array(length), shape);
    };
    const [stacked, paintedStack] = [stack(paintBorder.pictures), stack(paintBorder.painted)];
    const [cropped, painted] = [createImage(width, height), createImage(width, height)];
    buffers = { cropped, painted, stacked, paintedStack };
  }
  return buffers;
}

/** Written into `painted`, as dark as the picture where that is faded in from black; not limited. */
async function paintFaded(
  picture: Image,
  areas: StyleAreas | undefined,
  painted = createImage(picture.width, picture.height),
): Promise<Image> {
  const fade = fadedIn(lightOf(picture), shotLight);
  if (fade === 0) painted.data.fill(0);
  else await paintAreas(picture, areas, painted);
  const { data } = painted;
  if (fade < 1) for (let v = 0; v < data.length; v++) data[v]! *= fade;
  return painted;
}

/** Every manner in its area, the first in what is left, written into `painted`; not limited. A manner that is seen nowhere is not asked. */
async function paintAreas(picture: Image, areas: StyleAreas | undefined, painted: Image): Promise<Image> {
  const [first, ...others] = painters;
  if (first === undefined) throw new Error('Expected open to be called before paint');
  const shown = others.flatMap((painter, i) => {
    const area = areas?.[i + 1];
    return area?.some((share) => share > 0) ? [{ painter, area }] : [];
  });
  if (shown.length === 0) return paint(first, picture, painted);
  const rest = shown[0]!.area.map((_, p) => 1 - shown.reduce((sum, { area }) => sum + area[p]!, 0));
  const all = rest.some((share) => share > leastSeen) ? [{ painter: first, area: rest }, ...shown] : shown;
  const { data: sum } = painted;
  sum.fill(0);
  const own = createImage(picture.width, picture.height);
  for (const { painter, area } of all) {
    const { data } = await paint(painter, picture, own);
    for (let v = 0; v < data.length; v++) sum[v]! += area[v % area.length]! * data[v]!;
  }
  return painted;
}

/** A smaller share of a pixel is what rounding leaves. */
const leastSeen = 1e-5;

/** Written into `painted`; not limited. */
async function paint({ session, mean }: OpenedPainter, picture: Image, painted: Image): Promise<Image> {
  const { stacked, paintedStack } = buffersFor(picture);
  stackBlocksInto(stacked.data, picture, mean, paintBorder.pictures);
  await session.run({ [fastPort.pictures]: stacked }, { [fastPort.painted]: paintedStack });
  unstackBlocksInto(painted.data, paintedStack.data, picture, paintBorder.painted);
  return painted;
}
