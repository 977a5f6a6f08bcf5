/** Steps from each hue to the next round the wheel: red, yellow, green, cyan, blue, magenta and back. */
const steps = [15, 6, 4, 11, 13, 6] as const;
const corners = [
  [255, 0, 0],
  [255, 255, 0],
  [0, 255, 0],
  [0, 255, 255],
  [0, 0, 255],
  [255, 0, 255],
] as const;

const wheel: readonly (readonly [number, number, number])[] = steps.flatMap((count, from) =>
  Array.from({ length: count }, (_, i) => {
    const a = corners[from] as readonly number[];
    const b = corners[(from + 1) % corners.length] as readonly number[];
    return a.map((value, c) => (value + ((b[c] as number) - value) * (i / count)) / 255) as [
      number,
      number,
      number,
    ];
  }),
);

/**
 * The colour of a flow vector on the wheel of the Middlebury flow benchmark
 * (Baker et al. 2011): the hue tells the direction, white is rest, the full
 * colour a length of 1, and beyond it colours darken by a quarter.
 *
 * @param u to the right, as a share of the longest vector
 * @param v downwards
 * @returns red, green and blue, 0 … 255, not rounded
 */
export function flowColour(u: number, v: number): [number, number, number] {
  const length = Math.hypot(u, v);
  const turn = (Math.atan2(-v, -u) / Math.PI + 1) / 2;
  const at = turn * (wheel.length - 1);
  const lower = Math.floor(at);
  const a = wheel[lower] as readonly number[];
  const b = wheel[(lower + 1) % wheel.length] as readonly number[];
  return [0, 1, 2].map((c) => {
    const hue = (a[c] as number) + ((b[c] as number) - (a[c] as number)) * (at - lower);
    return 255 * (length <= 1 ? 1 - length * (1 - hue) : 0.75 * hue);
  }) as [number, number, number];
}
