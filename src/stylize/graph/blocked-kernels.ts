/**
 * A convolution's kernel in the order of onnxruntime's NCHWc convolution:
 * [out/block, in/block, taps, block in, block out].
 *
 * @param kernel `out × in × taps`
 */
export function blockKernel(
  kernel: Float32Array,
  outChannels: number,
  inChannels: number,
  taps: number,
  block: number,
): Float32Array {
  const out = new Float32Array(kernel.length);
  let to = 0;
  for (let o = 0; o < outChannels; o += block) {
    for (let i = 0; i < inChannels; i += block) {
      for (let tap = 0; tap < taps; tap++) {
        for (let bi = i; bi < i + block; bi++) {
          for (let bo = o; bo < o + block; bo++) {
            out[to++] = kernel[(bo * inChannels + bi) * taps + tap]!;
          }
        }
      }
    }
  }
  return out;
}

/** The same for an input that is a planar picture: [out/block, in, taps, block out]. */
export function blockPictureKernel(
  kernel: Float32Array,
  outChannels: number,
  inChannels: number,
  taps: number,
  block: number,
): Float32Array {
  const out = new Float32Array(kernel.length);
  let to = 0;
  for (let o = 0; o < outChannels; o += block) {
    for (let i = 0; i < inChannels; i++) {
      for (let tap = 0; tap < taps; tap++) {
        for (let bo = o; bo < o + block; bo++) {
          out[to++] = kernel[(bo * inChannels + i) * taps + tap]!;
        }
      }
    }
  }
  return out;
}
