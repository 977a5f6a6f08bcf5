import { bytesOf, fieldsOf, integersOf } from '../network/onnx/protobuf.js';
import type { StyleNetwork } from './style-network.js';

/** Operations whose constant inputs may name the size of a picture. */
const SIZED = ['Reshape', 'Expand', 'Resize', 'Upsample', 'Slice'];

/** An element type of ONNX. */
const INT64 = 7;

/**
 * The operation in which a network's own size seems to be built in: the first whose constants name that size, or the
 * half, quarter or eighth of it; undefined where none does.
 */
export function builtInSize({ graph, ownSize }: StyleNetwork): string | undefined {
  if (ownSize === undefined) return undefined;
  const sides = new Set([1, 2, 4, 8].flatMap((part) => [ownSize.width / part, ownSize.height / part]));
  const constants = new Map(graph.tensorNames.map((name, i) => [name, graph.tensors[i]!]));
  const node = graph.nodes.find(
    ({ op, inputs }) =>
      SIZED.includes(op) &&
      inputs.slice(1).some((input) => {
        const tensor = constants.get(input);
        return tensor !== undefined && int64Of(tensor).some((value) => value > 1 && sides.has(value));
      }),
  );
  return node?.op;
}

/** The numbers of a TensorProto of int64; none of any other. */
function int64Of(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let type = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.id === 2) type = Number(field.value);
    else if (field.id === 7) values.push(...integersOf(field));
    else if (field.id === 9) {
      const raw = bytesOf(field);
      const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
      for (let at = 0; at + 8 <= raw.length && at < 512; at += 8)
        values.push(Number(view.getBigInt64(at, true)));
    }
  }
  return type === INT64 ? values : [];
}
