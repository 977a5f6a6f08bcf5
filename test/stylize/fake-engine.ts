import type { Image } from '../../src/image.js';
import type { Engine, LookedAt, LossFunction } from '../../src/stylize/engines/engine.js';
import type { Evaluation, LossInputs } from '../../src/stylize/loss/loss.js';
import { PICTURE } from '../../src/stylize/loss/term.js';
import type { LayerFeatures, LayerStatistics } from '../../src/stylize/network/layers.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a fake loss was asked to do, in order. */
export interface FakeCall {
  readonly width: number;
  readonly height: number;
  readonly inputs: LossInputs;
  evaluations: number;
}

/**
 * An engine whose one layer `relu1_1` is the picture itself: content pulls every pixel to the
 * source, style pulls the mean colour to the style's, temporal and
 * total variation as defined. Exact in float64, no network.
 */
export class FakeEngine implements Engine {
  readonly device = { kind: 'cpu', description: 'fake' } as const;
  readonly calls: FakeCall[] = [];

  layerShape(_layer: string, { width, height }: Size) {
    return { channels: 3, width, height };
  }

  statistics(image: Image, layers: readonly string[]): Promise<LayerStatistics[]> {
    const mean = Float32Array.from(meanColour(image.data));
    const secondMoment = Float32Array.from(
      { length: 9 },
      (_, i) => (mean[Math.floor(i / 3)] as number) * (mean[i % 3] as number),
    );
    return Promise.resolve(layers.map((layer) => ({ layer, channels: 3, mean, secondMoment })));
  }

  features({ width, height, data }: Image, layers: readonly string[]): Promise<LayerFeatures[]> {
    return Promise.resolve(
      layers.map((layer) => ({ layer, channels: 3, width, height, data: data.slice() })),
    );
  }

  async look(image: Image, { features, statistics }: LookedAt) {
    return {
      features: await this.features(image, features),
      statistics: await this.statistics(image, statistics),
    };
  }

  loss({ width, height }: Size, inputs: LossInputs): Promise<LossFunction> {
    const call = { width, height, inputs, evaluations: 0 };
    this.calls.push(call);
    return Promise.resolve({
      evaluate: (x: Float32Array) => {
        call.evaluations++;
        return Promise.resolve(evaluate(x, inputs));
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function meanColour(data: Float32Array): [number, number, number] {
  const pixels = data.length / 3;
  const mean: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const c = Math.floor(i / pixels);
    mean[c] = (mean[c] as number) + (data[i] as number) / pixels;
  }
  return mean;
}

function evaluate(x: Float32Array, inputs: LossInputs): Evaluation {
  const pixels = x.length / 3;
  const gradient = new Float32Array(x.length);
  const wanted = inputs.content?.relu1_1;
  const past = inputs.temporal?.[PICTURE];
  const rate = wanted?.rate[0] ?? 0;
  const style = inputs.style?.relu1_1?.mean;
  const styleWeight = inputs.style?.relu1_1?.weights[0] ?? 0;
  const mean = meanColour(x);
  let [content, temporal, styleTerm] = [0, 0, 0];
  for (let c = 0; c < 3; c++) styleTerm += styleWeight * ((mean[c] as number) - (style?.[c] ?? 0)) ** 2;
  for (let i = 0; i < x.length; i++) {
    const c = Math.floor(i / pixels);
    const value = x[i] as number;
    const off = value - (wanted?.target[i] as number);
    content += rate * off * off;
    let slope = 2 * rate * off;
    slope += (2 * styleWeight * ((mean[c] as number) - (style?.[c] ?? 0))) / pixels;
    const w = past?.weight[i % pixels] ?? 0;
    if (w > 0) {
      const moved = value - (past?.target[i] as number);
      temporal += w * moved * moved;
      slope += 2 * w * moved;
    }
    gradient[i] = slope;
  }
  const terms = {
    content,
    style: styleTerm,
    temporal,
    tv: 0,
    keyframe: 0,
    total: content + styleTerm + temporal,
  };
  return { terms, gradient };
}
