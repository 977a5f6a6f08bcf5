const known = new Map<string, string>();
const listeners = new Set<() => void>();
let probe: HTMLElement | undefined;

/** The colour that a custom property of the theme has now, as a canvas takes it. */
export function themeColour(property: `--${string}`): string {
  const found = known.get(property);
  if (found !== undefined) return found;
  if (probe === undefined) {
    probe = document.createElement('span');
    probe.hidden = true;
    document.body.append(probe);
    watch();
  }
  probe.style.color = `var(${property})`;
  const colour = getComputedStyle(probe).color;
  known.set(property, colour);
  return colour;
}

/** Calls back whenever the theme has changed between light and dark. */
export function onThemeChange(listener: () => void): void {
  listeners.add(listener);
}

function watch(): void {
  const changed = () => {
    known.clear();
    for (const listener of listeners) listener();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}
