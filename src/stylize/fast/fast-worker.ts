import { workerData } from 'node:worker_threads';
import type * as onnxruntime from 'onnxruntime-node';
import { createImage, type Image } from '../../image.js';
import { cropRgb24Into, pasteIntoRgb24 } from '../../rgb24.js';
import { answerCalls } from '../../worker-calls.js';
import { createSession } from '../engines/create-session.js';
import { env, Tensor } from '../engines/onnxruntime.js';
import type { StyleAreas } from '../loss/paintings.js';
import { clamped } from '../residual.js';
import { fastPort, stackedShape } from './fast-graph.js';
import type { FastCalls, FastWorkerData } from './fast-protocol.js';
import { STACKED_CHANNELS } from './layers.js';
import { blockGrid, stackBlocksInto, unstackBlocks } from './picture-blocks.js';

// A thread on which the fast painter computes.

const device = workerData as FastWorkerData;
interface OpenedPainter {
  readonly session: onnxruntime.InferenceSession;
  readonly mean: readonly number[];
}

/** One for each manner. */
let painters: readonly OpenedPainter[] = [];

answerCalls<FastCalls>({
  async start() {
    return { value: { version: env.versions.node ?? env.versions.common } };
  },

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

  async open({ graphs }) {
    for (const { session } of painters) await session.release();
    const opened: OpenedPainter[] = [];
    for (const { model, mean } of graphs) opened.push({ session: await createSession(model, device), mean });
    painters = opened;
    return { value: null };
  },

  async paint({ picture, areas }) {
    const painted = clamped(await paintAreas(picture, areas));
    return { value: { painted }, transfer: [painted.data.buffer] };
  },

  async paintPart({ rgb24, width, part, areas }) {
    // Used again for every frame: nothing is as slow as memory that is collected.
    if (cropped?.width !== part.width || cropped.height !== part.height) {
      cropped = createImage(part.width, part.height);
    }
    cropRgb24Into(cropped.data, rgb24, width, part);
    const { data } = await paintAreas(cropped, areas);
    pasteIntoRgb24(rgb24, width, part, data);
    return { value: { painted: rgb24 }, transfer: [rgb24.buffer] };
  },
});

let cropped: Image | undefined;
let stacked = new Float32Array(0);

/** Every manner in its area, the first in what is left; not limited. A manner that is seen nowhere is not asked. */
async function paintAreas(picture: Image, areas: StyleAreas | undefined): Promise<Image> {
  const [first, ...others] = painters;
  if (first === undefined) throw new Error('Expected open to be called before paint');
  const shown = others.flatMap((painter, i) => {
    const area = areas?.[i + 1];
    return area?.some((share) => share > 0) ? [{ painter, area }] : [];
  });
  if (shown.length === 0) return paint(first, picture);
  const rest = shown[0]!.area.map((_, p) => 1 - shown.reduce((sum, { area }) => sum + area[p]!, 0));
  const all = rest.some((share) => share > leastSeen) ? [{ painter: first, area: rest }, ...shown] : shown;
  const painted = createImage(picture.width, picture.height);
  for (const { painter, area } of all) {
    const { data } = await paint(painter, picture);
    for (let v = 0; v < data.length; v++) painted.data[v]! += area[v % area.length]! * data[v]!;
  }
  return painted;
}

/** A smaller share of a pixel is what rounding leaves. */
const leastSeen = 1e-5;

/** Not limited. */
async function paint(painter: OpenedPainter, picture: Image): Promise<Image> {
  const shape = stackedShape(1, picture);
  const length = shape.reduce((product, side) => product * side, 1);
  if (stacked.length !== length) stacked = new Float32Array(length);
  stackBlocksInto(stacked, picture, painter.mean);
  const outputs = await painter.session.run({ [fastPort.pictures]: new Tensor('float32', stacked, shape) });
  return unstackBlocks(outputs[fastPort.painted]!.data as Float32Array, picture);
}
