import type { GraphBuilder } from './graph-builder.js';
import type { Features } from './layout.js';

/** What is written alike in every layout: operators that look at one element at a time, and on planar pictures. */
export class ElementwiseOperators {
  readonly graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  rectify(input: Features): Features {
    return { ...input, value: this.graph.node('Relu', [input.value]) };
  }

  maskBy(gradient: Features, rectified: Features): Features {
    const steep = { alpha: { float: 1e38 }, beta: { float: 0 } };
    const mask = this.graph.node('HardSigmoid', [rectified.value], steep);
    return { ...gradient, value: this.graph.node('Mul', [gradient.value, mask]) };
  }

  add(a: Features, b: Features): Features {
    return { ...a, value: this.graph.node('Add', [a.value, b.value]) };
  }

  /** The twelve planes of `picturePhases` as a picture, without the row or column that an odd size does not have. */
  protected assemblePhases(phases: string, width: number, height: number): string {
    const { graph } = this;
    const picture = graph.node('DepthToSpace', [phases], { blocksize: 2, mode: 'CRD' });
    if (width % 2 === 0 && height % 2 === 0) return picture;
    const [starts, ends, axes] = [graph.ints([0, 0]), graph.ints([height, width]), graph.ints([2, 3])];
    return graph.node('Slice', [picture, starts, ends, axes]);
  }
}
