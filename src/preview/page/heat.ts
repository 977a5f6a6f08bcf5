import { element } from '../../page/element.js';
import { loadPicture, oneAtATime } from './newest-picture.js';

/**
 * The heat map of the frame on the stage, laid over the render. It fetches one picture at a time, always the newest
 * that is wanted.
 */
export function createHeatOverlay(onMissing: (missing: boolean) => void) {
  const root = element('img.overlay', { alt: 'Heat map of the warping error', hidden: true });
  let on = false;
  let wanted = '';
  let shown = '';
  let found = false;

  const update = oneAtATime(async () => {
    if (on && wanted !== shown) {
      shown = wanted;
      const picture = shown === '' ? undefined : await loadPicture(shown).catch(() => undefined);
      found = picture !== undefined;
      if (picture !== undefined) root.src = picture;
    }
    root.hidden = !on || !found;
    onMissing(on && !found);
  });
  return {
    root,
    /** Shows it, or not. */
    set(next: boolean) {
      on = next;
      if (!on) root.hidden = true;
      update();
    },
    /** Another frame is on the stage, or another render, or more was measured. */
    show(render: number, frame: number, measured: boolean) {
      wanted = measured ? `heat/${render}/${frame}` : '';
      update();
    },
  };
}
