import type { ToneMapping } from '../../media/info.js';

/** Luminance of diffuse white in a graded HDR picture (ITU-R BT.2408), and of our white, in cd/m². */
const WHITE = 203;

/** The peak of HLG on its nominal display, and its system gamma there (ITU-R BT.2100, table 5). */
const HLG_PEAK = 1000;
const HLG_GAMMA = 1.2;
const LUMINANCE_2020 = [0.2627, 0.678, 0.0593] as const;
const LUMINANCE_709 = [0.2126, 0.7152, 0.0722] as const;

/** Gamma of the standard-range display (ITU-R BT.1886, black at 0). */
const DISPLAY_GAMMA = 2.4;

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** From linear light of other primaries to that of BT.709, rows R, G, B (ITU-R BT.2087; SMPTE EG 432-1). */
const TO_709: Readonly<Record<string, Matrix>> = {
  bt2020: [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187],
  smpte432: [1.2249, -0.2247, -0.0002, -0.042, 1.0419, 0.0001, -0.0197, -0.0786, 1.0983],
  bt709: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** Steps of the tables; they are read at the square root, where the curves are smooth. */
const STEPS = 4096;

/** Luminance in cd/m² of a PQ code value in [0,1] (SMPTE ST 2084, EOTF). */
export function pqToLight(code: number): number {
  const p = code ** (1 / 78.84375);
  return 10000 * (Math.max(0, p - 0.8359375) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125);
}

/** The inverse of {@link pqToLight}. */
export function lightToPq(light: number): number {
  const y = (light / 10000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375;
}

/** Scene light in [0,1] of an HLG code value in [0,1] (ITU-R BT.2100, inverse OETF). */
export function hlgToScene(code: number): number {
  return code <= 0.5 ? code ** 2 / 3 : (Math.exp((code - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/**
 * Brings luminances up to `peak` below {@link WHITE}: the curve of ITU-R
 * BT.2390 (EETF), which leaves what is dark as it is and rolls off what is
 * bright, in PQ code values. Both in cd/m².
 */
export function rollOff(light: number, peak: number): number {
  const top = lightToPq(peak);
  const limit = lightToPq(WHITE) / top;
  const knee = 1.5 * limit - 0.5;
  const code = Math.min(1, lightToPq(light) / top);
  if (limit >= 1 || code < knee) return Math.min(light, WHITE);
  const t = (code - knee) / (1 - knee);
  const rolled =
    (2 * t ** 3 - 3 * t ** 2 + 1) * knee +
    (t ** 3 - 2 * t ** 2 + t) * (1 - knee) +
    (3 * t ** 2 - 2 * t ** 3) * limit;
  return pqToLight(rolled * top);
}

/**
 * Makes a function that turns a picture of high dynamic range into one of
 * standard range with the primaries of BT.709: 16-bit RGB, little endian, in;
 * 8-bit RGB out. The brightest component decides how much a pixel is dimmed,
 * so that hues stay; colours outside BT.709 are greyed until they fit.
 */
export function toneMapper({ transfer, primaries, peak }: ToneMapping): (rgb48: Uint8Array) => Uint8Array {
  const pq = transfer === 'pq';
  const light = Float32Array.from({ length: 65536 }, (_, code) =>
    pq ? pqToLight(code / 65535) / WHITE : hlgToScene(code / 65535),
  );
  const brightest = (pq ? Math.max(peak, WHITE) : HLG_PEAK) / WHITE;
  const dimming = Float32Array.from({ length: STEPS + 1 }, (_, i) => {
    const value = (Math.max(i, 1) / STEPS) ** 2 * brightest * WHITE;
    return rollOff(value, brightest * WHITE) / value;
  });
  const codes = Float32Array.from(
    { length: STEPS + 1 },
    (_, i) => 255 * (i / STEPS) ** (2 / DISPLAY_GAMMA) + 0.5,
  );
  const codeOf = (value: number): number =>
    codes[value <= 0 ? 0 : value >= 1 ? STEPS : (Math.sqrt(value) * STEPS + 0.5) | 0] as number;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = TO_709[primaries] ?? (TO_709.bt2020 as Matrix);
  const [kr, kg, kb] = LUMINANCE_709;

  return (rgb48) => {
    const count = Math.floor(rgb48.length / 6);
    const out = new Uint8Array(3 * count);
    const at = (i: number): number => light[(rgb48[i] as number) | ((rgb48[i + 1] as number) << 8)] as number;
    for (let i = 0; i < count; i++) {
      let r = at(6 * i);
      let g = at(6 * i + 2);
      let b = at(6 * i + 4);
      if (!pq) {
        const y = LUMINANCE_2020[0] * r + LUMINANCE_2020[1] * g + LUMINANCE_2020[2] * b;
        const gain = (HLG_PEAK / WHITE) * y ** (HLG_GAMMA - 1);
        r *= gain;
        g *= gain;
        b *= gain;
      }
      const most = Math.min(1, Math.max(r, g, b) / brightest);
      const dim = dimming[(Math.sqrt(most) * STEPS + 0.5) | 0] as number;
      const red = dim * (m0 * r + m1 * g + m2 * b);
      const green = dim * (m3 * r + m4 * g + m5 * b);
      const blue = dim * (m6 * r + m7 * g + m8 * b);
      const grey = Math.min(1, Math.max(0, kr * red + kg * green + kb * blue));
      const least = Math.min(red, green, blue);
      const largest = Math.max(red, green, blue);
      let keep = 1;
      if (least < 0) keep = grey / (grey - least);
      if (largest > 1) keep = Math.min(keep, (1 - grey) / (largest - grey));
      out[3 * i] = codeOf(grey + keep * (red - grey));
      out[3 * i + 1] = codeOf(grey + keep * (green - grey));
      out[3 * i + 2] = codeOf(grey + keep * (blue - grey));
    }
    return out;
  };
}
