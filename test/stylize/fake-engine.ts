import type { Image } from '../../src/image.js';
import type { Engine, LayerFeatures, LossFunction } from '../../src/stylize/engines/engine.js';
import type { Evaluation, LayerStatistics, LossInputs, LossSpec } from '../../src/stylize/loss/loss.js';

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

  compile(spec: LossSpec): Promise<LossFunction> {
    let call: FakeCall | undefined;
    return Promise.resolve({
      spec,
      setInputs: (inputs: LossInputs) => {
        call = { width: spec.width, height: spec.height, inputs, evaluations: 0 };
        this.calls.push(call);
        return Promise.resolve();
      },
      evaluate: (x: Float32Array) => {
        const current = call as FakeCall;
        current.evaluations++;
        return Promise.resolve(evaluate(x, current.inputs));
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
  const [contentWeight = 0] = inputs.contentWeights;
  const [target] = inputs.contentTargets;
  const style = inputs.styleTargets[0]?.mean;
  const styleWeight = inputs.styleWeights[0]?.mean ?? 0;
  const mean = meanColour(x);
  let [content, temporal, styleTerm] = [0, 0, 0];
  for (let c = 0; c < 3; c++) styleTerm += styleWeight * ((mean[c] as number) - (style?.[c] ?? 0)) ** 2;
  for (let i = 0; i < x.length; i++) {
    const c = Math.floor(i / pixels);
    const value = x[i] as number;
    const off = value - (target?.[i] as number);
    content += (contentWeight * off * off) / x.length;
    let slope = (2 * contentWeight * off) / x.length;
    slope += (2 * styleWeight * ((mean[c] as number) - (style?.[c] ?? 0))) / pixels;
    const w = inputs.temporalWeight?.[i % pixels] ?? 0;
    if (w > 0) {
      const moved = value - (inputs.temporalTarget?.[i] as number);
      temporal += w * moved * moved;
      slope += 2 * w * moved;
    }
    gradient[i] = slope;
  }
  const terms = { content, style: styleTerm, temporal, tv: 0, total: content + styleTerm + temporal };
  return { terms, gradient };
}
