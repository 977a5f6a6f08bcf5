import { element } from '../../page/element.js';
import type { PaintedFacts } from '../facts/job-facts.js';
import { loadPicture, oneAtATime } from './newest-picture.js';

/** What may be laid over the painted frame. */
export type Overlay = 'none' | 'reliability' | 'flow';

/**
 * The newest painted frame beside its source. All pictures are of one frame, fetched together and then
 * shown together; frames that come meanwhile are passed over.
 */
export function createPaintedPictures(onShown: (facts: PaintedFacts) => void) {
  const image = (alt: string, kind: string) => element('img', { alt, class: kind, hidden: true });
  const source = image('Source frame', 'picture');
  const stylized = image('Painted frame', 'picture');
  const overlay = image('', 'overlay');
  let kind: Overlay = 'none';
  let newest: PaintedFacts | undefined;

  const update = oneAtATime(async () => {
    if (newest === undefined) return;
    const facts = newest;
    const own: Overlay = facts.guided ? kind : 'none';
    try {
      const [left, right, over] = await Promise.all([
        loadPicture(`picture/source/${facts.number}`),
        loadPicture(`picture/stylized/${facts.number}`),
        own === 'none' ? undefined : loadPicture(`picture/${own}/${facts.number}`),
      ]);
      source.src = left;
      stylized.src = right;
      source.hidden = stylized.hidden = false;
      if (over !== undefined) overlay.src = over;
      overlay.alt = own === 'flow' ? 'Optical flow' : 'Where the flow is not trusted';
      overlay.hidden = over === undefined;
      overlay.dataset.kind = own;
      onShown(facts);
    } catch {
      // Gone already: a newer frame has taken its place, or will be announced soon.
    }
  });
  return {
    source,
    stylized,
    overlay,
    setOverlay(next: Overlay) {
      kind = next;
      update();
    },
    /** A newer frame is there to be fetched. */
    show(facts: PaintedFacts) {
      newest = facts;
      update();
    },
  };
}
