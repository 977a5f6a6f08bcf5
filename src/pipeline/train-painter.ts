import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { readStill } from '../decode/still.js';
import { checkFile } from '../encode/output/may-write.js';
import { EngineError } from '../errors.js';
import { writeWholeFile } from '../files/whole-file.js';
import { type Image, imageFromRgb24, type Rgb24Image } from '../image.js';
import { resolveOptions, type TrainOptions } from '../options/resolve.js';
import { packageVersion } from '../package-version.js';
import { createEngine } from '../stylize/engines/create-engine.js';
import { fastWeightsPath, loadFastWeights } from '../stylize/fast/fast-weights.js';
import { paintingStatistics } from '../stylize/fast/painting-statistics.js';
import { paintingAt } from '../stylize/fast/seen-painting.js';
import { meanColours } from '../stylize/fast/shot-colours.js';
import { readPainting } from '../stylize/fast/style-reader.js';
import { fineTune, type TuningStep } from '../stylize/fast/tuning/fine-tune.js';
import { parametersOf } from '../stylize/fast/tuning/parameters.js';
import { writeStyleNetwork } from '../stylize/fast/tuning/write-network.js';
import { loadEmbeddedNetwork } from '../stylize/network/embedded.js';
import { usualLayers } from '../stylize/network/layer-choice.js';
import { stylizerSettings } from './optimising-painter.js';
import { readTrainingPictures, trainingFiles } from './training-pictures.js';
import { readTrainingState, statePath, writeTrainingState } from './training-state.js';

/** What a training begins with. */
export interface TrainingStart {
  /** That are learnt from, and that are left out because they are too small. */
  readonly pictures: number;
  readonly tooSmall: number;
  /** Steps that an earlier run has taken. */
  readonly taken: number;
}

/** How a training is watched and stopped. */
export interface TrainControl {
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: TuningStep) => void) | undefined;
  /** Told before the first step. */
  readonly onStart?: ((start: TrainingStart) => void) | undefined;
}

/**
 * Trains a network for one painting, from the painter of `--fast`, and writes it as an ONNX file that paints a picture in
 * one pass. Every fifty steps it keeps what it has learnt beside the output; called again, it goes on from there.
 *
 * @param painting path of a picture
 * @throws InputError for the painting or what is learnt from, OutputError, WorkError where what was kept is another
 *   job's, EngineError
 */
export async function trainPainter(
  painting: string,
  output: string,
  options: TrainOptions,
  { signal, onStep, onStart }: TrainControl = {},
): Promise<void> {
  const { size, steps, styleScale, device } = options;
  const threads = options.threads === 'auto' ? availableParallelism() : options.threads;
  const files = await trainingFiles(options.on);
  await checkFile(output, { overwrite: options.overwrite, inputs: [painting, ...files] });
  const seen = Math.max(16, Math.round(size * styleScale));
  const style = { picture: await readStill(painting, seen), side: seen, scales: {} };
  const { pictures, tooSmall } = await readTrainingPictures(files, size, signal);
  const kept = statePath(output);
  if (options.restart) await rm(kept, { force: true });
  const [network, weights] = await Promise.all([
    loadEmbeddedNetwork('small'),
    loadFastWeights(fastWeightsPath()),
  ]);
  await using engine = await createEngine({ network, device, threads, signal });
  const { kind: provider } = engine.device;
  if (provider === 'tensorflow') {
    throw new EngineError(
      'Expected `--device` to be auto, cpu, webgpu or cuda, got tensorflow: training runs on onnxruntime',
    );
  }
  const manner = { weights, modulation: readPainting(weights, await paintingStatistics(engine, style)) };
  const job = digestOf(
    paintingAt(style),
    pictures,
    JSON.stringify({
      steps,
      contentWeight: options.contentWeight,
      learning: 'muon, whole frames, 8 bits',
      version: packageVersion(),
    }),
  );
  const parameters = parametersOf(manner);
  const from = await readTrainingState(kept, job, parameters);
  onStart?.({ pictures: pictures.length, tooSmall, taken: from?.step ?? 0 });
  const contentColours = meanColours(imagesOf(pictures));
  const trained = await fineTune({
    manner,
    engine,
    metrics: network.metrics,
    settings: {
      ...stylizerSettings(resolveOptions(), 'clip', usualLayers(network)),
      contentWeight: options.contentWeight,
    },
    styles: [{ ...style, share: 1 }],
    pictures,
    contentColours,
    steps,
    device: { provider, threads },
    from,
    signal,
    onStep,
    onState: (state) => writeTrainingState(kept, job, parameters, state),
  });
  await writeWholeFile(output, writeStyleNetwork(trained, contentColours));
  await rm(kept, { force: true });
}

/** One at a time. */
function* imagesOf(pictures: readonly Rgb24Image[]): Generator<Image, void, undefined> {
  for (const { bytes, width, height } of pictures) yield imageFromRgb24(bytes, width, height);
}

function digestOf({ data, ...painting }: Image, pictures: readonly Rgb24Image[], facts: string): string {
  const hash = createHash('sha256').update(facts);
  const values = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (const { width, height, bytes } of [{ ...painting, bytes: values }, ...pictures]) {
    hash.update(`${width}×${height}`).update(bytes);
  }
  return hash.digest('hex');
}
