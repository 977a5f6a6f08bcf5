/** Entries of {@link colourMap}. */
const SIZE = 256;

/**
 * A perceptual colour map from dark violet through red and orange to pale yellow: lightness rises evenly in
 * OKLab (Ottosson 2020), hue turns the short way round by red, chroma is as large as sRGB allows up to a limit.
 * `3·256` values, sRGB-encoded, in [0,1].
 */
export const colourMap: Float32Array = makeColourMap();

/** Offset into {@link colourMap} of a value; below 0 and above 1 the ends. */
export function colourOffset(value: number): number {
  return 3 * Math.round(Math.min(Math.max(value, 0), 1) * (SIZE - 1));
}

function makeColourMap(): Float32Array {
  const map = new Float32Array(3 * SIZE);
  for (let i = 0; i < SIZE; i++) {
    const t = i / (SIZE - 1);
    const lightness = 0.26 + 0.69 * t;
    const hue = ((-65 + 168 * t) * Math.PI) / 180;
    map.set(strongest(lightness, hue, 0.21), 3 * i);
  }
  return map;
}

/** The colour of this lightness and hue with the largest chroma, up to a limit, that sRGB can show. */
function strongest(lightness: number, hue: number, limit: number): number[] {
  let [low, high] = [0, limit];
  for (let step = 0; step < 24; step++) {
    const chroma = (low + high) / 2;
    const linear = linearFromOklab(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
    if (linear.every((value) => value >= 0 && value <= 1)) low = chroma;
    else high = chroma;
  }
  return linearFromOklab(lightness, low * Math.cos(hue), low * Math.sin(hue)).map(encode);
}

/** Ottosson 2020, "A perceptual color space for image processing": OKLab to linear sRGB. */
function linearFromOklab(lightness: number, a: number, b: number): number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encode(linear: number): number {
  const value = Math.min(Math.max(linear, 0), 1);
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}
