import type { Convolution } from '../network/network.js';

/** The kernel of a convolution's backward pass, `inChannels × outChannels × 3 × 3`, times `factor`. */
export function flipped(convolution: Convolution, factor = 1): Float32Array {
  const kernel = transposedKernel({ ...convolution, groups: 1 }, 9);
  return factor === 1 ? kernel : kernel.map((value) => value * factor);
}

/**
 * The kernel of the backward pass of any convolution that moves in steps of one: turned by 180°, with inputs and outputs
 * of each group exchanged.
 *
 * @param weight `outChannels × inChannels / groups × taps`
 * @returns `inChannels × outChannels / groups × taps`
 */
export function transposedKernel(
  {
    weight,
    groups,
    inChannels,
    outChannels,
  }: { weight: Float32Array; groups: number; inChannels: number; outChannels: number },
  taps: number,
): Float32Array {
  const out = new Float32Array(weight.length);
  const [ins, outs] = [inChannels / groups, outChannels / groups];
  for (let o = 0; o < outChannels; o++) {
    const group = Math.floor(o / outs);
    for (let i = 0; i < ins; i++) {
      const from = (o * ins + i) * taps;
      const to = ((group * ins + i) * outs + (o % outs)) * taps + taps - 1;
      for (let tap = 0; tap < taps; tap++) out[to - tap] = weight[from + tap]!;
    }
  }
  return out;
}

/**
 * A 3×3 convolution to the three channels of a picture, rewritten to make 2×2
 * pixels at once: a 4×4 convolution of stride 2 with twelve output channels
 * (channel c of the pixel (2i + dy, 2j + dx) is output 4c + 2dy + dx at
 * (i, j)), after which DepthToSpace sorts the pixels. CPU kernels compute
 * output channels in blocks of 8 or 16, of which three would use a fifth.
 *
 * @param kernel `3 × channels × 3 × 3`
 * @returns `12 × channels × 4 × 4`
 */
export function picturePhases(kernel: Float32Array, channels: number): Float32Array {
  const out = new Float32Array(12 * channels * 16);
  for (let colour = 0; colour < 3; colour++) {
    for (let phase = 0; phase < 4; phase++) {
      const dy = phase >> 1;
      const dx = phase & 1;
      for (let c = 0; c < channels; c++) {
        for (let tap = 0; tap < 9; tap++) {
          const row = Math.floor(tap / 3) + dy;
          const column = (tap % 3) + dx;
          const to = ((colour * 4 + phase) * channels + c) * 16 + row * 4 + column;
          out[to] = kernel[(colour * channels + c) * 9 + tap]!;
        }
      }
    }
  }
  return out;
}

/**
 * A convolution's kernel in the order of onnxruntime's NCHWc convolution,
 * [out/outBlock, in/inBlock, taps, inBlock, outBlock], with zeros for the outputs that fill the last block.
 *
 * @param kernel `out × in × taps`
 * @param inBlock 1 where the input is planar
 */
export function blockKernel(
  kernel: Float32Array,
  outChannels: number,
  inChannels: number,
  taps: number,
  outBlock: number,
  inBlock: number,
): Float32Array {
  const outputs = Math.ceil(outChannels / outBlock) * outBlock;
  const out = new Float32Array(outputs * inChannels * taps);
  let to = 0;
  for (let o = 0; o < outputs; o += outBlock) {
    for (let i = 0; i < inChannels; i += inBlock) {
      for (let tap = 0; tap < taps; tap++) {
        for (let bi = i; bi < i + inBlock; bi++) {
          for (let bo = o; bo < o + outBlock; bo++) {
            out[to++] = kernel[(bo * inChannels + bi) * taps + tap] ?? 0;
          }
        }
      }
    }
  }
  return out;
}
