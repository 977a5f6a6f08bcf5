import type { InferenceSession } from 'onnxruntime-node';
import { BlockedLayout } from '../graph/blocked-layout.js';
import { GraphBuilder, MICROSOFT_NCHWC } from '../graph/graph-builder.js';
import type { Layout } from '../graph/layout.js';
import { PlanarLayout } from '../graph/planar-layout.js';
import { isVgg, type Network } from '../network/network.js';
import { Tensor } from './onnxruntime.js';

export type CreateLayout = (graph: GraphBuilder) => Layout;

/**
 * The layout for a network on the CPU: onnxruntime's blocked one where this
 * processor has it and every layer of VGG fills whole blocks, else the planar one, which takes any network.
 */
export async function chooseCpuLayout(
  network: Network,
  createSession: (model: Uint8Array) => Promise<InferenceSession>,
): Promise<CreateLayout> {
  if (!isVgg(network)) return (graph) => new PlanarLayout(graph);
  const block = await blockSize(createSession);
  const fits = network.convolutions.every(({ outChannels }) => outChannels % block === 0);
  return block > 1 && fits ? (graph) => new BlockedLayout(graph, block) : (graph) => new PlanarLayout(graph);
}

/**
 * Channels in a block of NCHWc on this processor, 1 where there is no such
 * layout. Asked of the operator itself: it rounds four channels up to a block.
 */
async function blockSize(createSession: (model: Uint8Array) => Promise<InferenceSession>): Promise<number> {
  const graph = new GraphBuilder();
  const x = graph.input('x', [1, 4, 1, 1]);
  graph.output('y', graph.node('ReorderInput', [x], {}, MICROSOFT_NCHWC), [1, 'channels', 1, 1]);
  try {
    const session = await createSession(graph.build());
    const { y } = await session.run({ x: new Tensor('float32', new Float32Array(4), [1, 4, 1, 1]) });
    await session.release();
    const channels = y?.dims[1];
    return channels === 8 || channels === 16 ? channels : 1;
  } catch {
    return 1;
  }
}
