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
