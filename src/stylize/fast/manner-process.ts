import { EngineError } from '../../errors.js';
import type { Rgb24Image } from '../../image.js';
import { answerCalls, collectYoung } from '../../worker-calls.js';
import { createEngine } from '../engines/create-engine.js';
import { loadEmbeddedNetwork } from '../network/embedded.js';
import { fastWeightsPath, loadFastWeights } from './fast-weights.js';
import type { MannerCalls } from './manner-protocol.js';
import { paintingStatistics } from './painting-statistics.js';
import { type Modulation, mixModulations, readPainting, type SharedModulation } from './style-reader.js';
import { fineTune, type TuningStep } from './tuning/fine-tune.js';
import { packManners } from './tuning/parameters.js';

// The process in which paintings are read and painters fine-tuned.

const network = await loadEmbeddedNetwork('small');
const pictures: Rgb24Image[] = [];

answerCalls<MannerCalls>({
  async read({ paintings, device, threads }) {
    const weights = await loadFastWeights(fastWeightsPath());
    // The painter computes where this engine is found to start.
    await using engine = await createEngine({ network, device, threads, arena: false });
    const { kind: provider } = engine.device;
    if (provider === 'tensorflow') throw new EngineError('Expected a device of onnxruntime, got tensorflow');
    const modulations: Modulation[] = [];
    for (const styles of paintings) {
      const read: SharedModulation[] = [];
      for (const { share, ...painting } of styles) {
        read.push({ share, modulation: readPainting(weights, await paintingStatistics(engine, painting)) });
      }
      modulations.push(mixModulations(read));
    }
    return { value: { modulations, provider } };
  },

  async see(picture) {
    pictures.push(picture);
    return { value: null };
  },

  async learn({ provider, threads, ...lesson }, report) {
    await using engine = await createEngine({ network, device: provider, threads, arena: false });
    const device = { provider, threads, arena: false };
    const { metrics } = network;
    const onStep = (step: TuningStep) => {
      collectYoung();
      report(step);
    };
    const learnt = await fineTune({ ...lesson, engine, metrics, pictures, device, onStep });
    return { value: packManners([learnt]) };
  },
});
