import { element } from '../../page/element.js';
import type { PaintedFacts, PictureKind } from '../facts/job-facts.js';

/** What may be laid over the painted frame. */
export type Overlay = 'none' | 'reliability' | 'flow';

/** The newest painted frame beside its source. */
export interface PaintedPictures {
  readonly source: HTMLElement;
  readonly stylized: HTMLElement;
  readonly overlay: HTMLElement;
  setOverlay(overlay: Overlay): void;
  /** A newer frame is there to be fetched. */
  show(facts: PaintedFacts): void;
}

/**
 * Fetches the pictures of the newest frame, all of one frame at a time, and
 * shows them together; frames that come meanwhile are passed over.
 */
export function createPaintedPictures(onShown: (facts: PaintedFacts) => void): PaintedPictures {
  const image = (alt: string, kind: string) => element('img', { alt, class: kind, hidden: true });
  const source = image('Source frame', 'picture');
  const stylized = image('Painted frame', 'picture');
  const overlay = image('', 'overlay');
  let kind: Overlay = 'none';
  let newest: PaintedFacts | undefined;
  let shown = '';
  let busy = false;

  const fetchPicture = async (what: PictureKind, number: number) => {
    const picture = new Image();
    picture.src = `picture/${what}/${number}`;
    await picture.decode();
    return picture.src;
  };
  const update = async () => {
    if (busy) return;
    busy = true;
    while (newest !== undefined && shown !== `${newest.number} ${kind}`) {
      const facts: PaintedFacts = newest;
      const own: Overlay = facts.guided ? kind : 'none';
      const key = `${facts.number} ${kind}`;
      try {
        const [left, right, over] = await Promise.all([
          fetchPicture('source', facts.number),
          fetchPicture('stylized', facts.number),
          own === 'none' ? undefined : fetchPicture(own, facts.number),
        ]);
        source.src = left;
        stylized.src = right;
        source.hidden = stylized.hidden = false;
        if (over !== undefined) overlay.src = over;
        overlay.alt = own === 'flow' ? 'Optical flow' : 'Where the flow is not trusted';
        overlay.hidden = over === undefined;
        overlay.dataset.kind = own;
        onShown(facts);
        shown = key;
      } catch {
        // Gone already: a newer frame has taken its place, or will be announced soon.
        if (newest === facts) shown = key;
      }
    }
    busy = false;
  };
  return {
    source,
    stylized,
    overlay,
    setOverlay(next) {
      kind = next;
      void update();
    },
    show(facts) {
      newest = facts;
      void update();
    },
  };
}
