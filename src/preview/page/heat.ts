import { element } from '../../page/element.js';

/** The heat map of the frame on the stage, laid over the render. */
export interface HeatOverlay {
  readonly root: HTMLElement;
  readonly on: boolean;
  /** Shows it, or not. */
  set(on: boolean): void;
  /** Another frame is on the stage, or another render, or more was measured. */
  show(render: number, frame: number, measured: boolean): void;
}

/**
 * Fetches one picture at a time, always the newest that is wanted, so that it
 * keeps up with a playing clip as well as it can.
 */
export function createHeatOverlay(onMissing: (missing: boolean) => void): HeatOverlay {
  const root = element('img', { class: 'overlay', alt: 'Heat map of the warping error', hidden: true });
  let on = false;
  let wanted = '';
  let shown = '';
  let busy = false;

  const update = async () => {
    if (busy || !on) return;
    busy = true;
    while (on && wanted !== shown) {
      const next = wanted;
      if (next !== '') {
        const picture = new Image();
        picture.src = next;
        const loaded = await picture.decode().then(
          () => true,
          () => false,
        );
        if (loaded) root.src = next;
        root.hidden = !loaded || !on;
      } else root.hidden = true;
      shown = next;
    }
    busy = false;
    onMissing(on && root.hidden === true);
  };
  return {
    root,
    get on() {
      return on;
    },
    set(next) {
      on = next;
      root.hidden = !on || shown === '';
      if (!on) onMissing(false);
      void update();
    },
    show(render, frame, measured) {
      wanted = measured ? `heat/${render}/${frame}` : '';
      void update();
    },
  };
}
