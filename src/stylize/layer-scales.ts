/** At which size a painting is seen by a layer, as a multiple of its size for the others; 1 for layers that are not named. */
export type LayerScales = Readonly<Record<string, number>>;

/**
 * What `measure` finds of a painting at each of the layers, in their order; it is asked once for every size at which the
 * painting is seen.
 */
export async function byScale<Measured extends { readonly layer: string }>(
  layers: readonly string[],
  scales: LayerScales,
  measure: (layers: readonly string[], scale: number) => Promise<readonly Measured[]>,
): Promise<Measured[]> {
  const scaleOf = (layer: string) => scales[layer] ?? 1;
  const found = new Map<string, Measured>();
  for (const scale of new Set(layers.map(scaleOf))) {
    const alike = layers.filter((layer) => scaleOf(layer) === scale);
    for (const measured of await measure(alike, scale)) found.set(measured.layer, measured);
  }
  return layers.map((layer) => found.get(layer)!);
}
