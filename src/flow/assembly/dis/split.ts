import { evens, odds } from '../../../assembly/shared/lanes';
import { height, pitch, splitPitch, width } from './level';

/** A plane's pixels sorted by parity, row by row: the layout that `relax` works on (see there). */
export function splitPlane(source: usize, target: usize): void {
  const odd = splitPitch() >> 1;
  for (let y = 0; y < height; y++) {
    let p = source + <usize>y * pitch;
    let q = target + <usize>y * odd * 2;
    for (let x = 0; x < width; x += 8, p += 32, q += 16) {
      const a = v128.load(p);
      const b = v128.load(p, 16);
      v128.store(q, evens(a, b));
      v128.store(q + odd, odds(a, b));
    }
  }
}

/** The inverse of `splitPlane`. */
export function joinPlane(source: usize, target: usize): void {
  const odd = splitPitch() >> 1;
  for (let y = 0; y < height; y++) {
    let p = source + <usize>y * odd * 2;
    let q = target + <usize>y * pitch;
    for (let x = 0; x < width; x += 8, p += 16, q += 32) {
      const a = v128.load(p);
      const b = v128.load(p + odd);
      v128.store(q, v128.shuffle<f32>(a, b, 0, 4, 1, 5));
      v128.store(q, v128.shuffle<f32>(a, b, 2, 6, 3, 7), 16);
    }
  }
}
