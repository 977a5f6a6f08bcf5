import type uPlot from 'uplot';

/** Calls back with the x that the reader points at in a chart, by a click or a drag. */
export function pickable({ over, posToVal }: uPlot, onPick: (x: number) => void): void {
  over.classList.add('pickable');
  const pick = (event: PointerEvent) => {
    const { left, width } = over.getBoundingClientRect();
    onPick(posToVal(Math.min(width, Math.max(0, event.clientX - left)), 'x'));
  };
  over.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    pick(event);
  });
  over.addEventListener('pointermove', (event) => {
    if (over.hasPointerCapture(event.pointerId)) pick(event);
  });
}
