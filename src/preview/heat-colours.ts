/**
 * The colour of a heat map: from nothing over red and orange to pale yellow,
 * so that it reads on dark and light pictures and without telling red from green.
 */
const stops: readonly (readonly [share: number, ...rgba: readonly [number, number, number, number]])[] = [
  [0, 60, 0, 40, 0],
  [0.25, 120, 10, 60, 150],
  [0.5, 205, 50, 40, 205],
  [0.75, 250, 140, 40, 230],
  [1, 255, 245, 180, 245],
];

/** The root of a squared difference (sRGB, 0 … 1) that is shown in the brightest colour. */
export const HEAT_FULL = 0.25;

/**
 * Red, green, blue and opacity, 0 … 255, of a squared difference; nothing at 0,
 * the brightest from `HEAT_FULL`² on, even steps of its root in between.
 */
export function heatColour(squared: number): [number, number, number, number] {
  const share = Math.min(1, Math.sqrt(Math.max(0, squared)) / HEAT_FULL);
  const upper = Math.max(
    1,
    stops.findIndex(([at]) => share <= at),
  );
  const [from, ...a] = stops[upper - 1] as (typeof stops)[number];
  const [to, ...b] = stops[upper] as (typeof stops)[number];
  const within = (share - from) / (to - from);
  return a.map((value, c) => value + ((b[c] as number) - value) * within) as [number, number, number, number];
}
