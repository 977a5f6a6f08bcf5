/** Called with every move of a pointer while its button is held. */
export type OnMove = (move: PointerEvent) => void;

/**
 * Follows the pointer from a press of its first button on an element until that is released, wherever it goes.
 *
 * @param begin what a press does; undefined where it begins no drag
 */
export function followDrags(target: HTMLElement, begin: (press: PointerEvent) => OnMove | undefined): void {
  target.addEventListener('pointerdown', (press) => {
    const onMove = press.button === 0 ? begin(press) : undefined;
    if (onMove === undefined) return;
    const { pointerId } = press;
    target.setPointerCapture(pointerId);
    const released = new AbortController();
    const follow = (event: PointerEvent) => {
      if (event.pointerId !== pointerId) return;
      if (event.type === 'pointermove') onMove(event);
      else released.abort();
    };
    for (const type of ['pointermove', 'lostpointercapture'] as const) {
      target.addEventListener(type, follow, { signal: released.signal });
    }
  });
}
