import { followDrags } from '../../page/drag.js';
import { element } from '../../page/element.js';
import { choice, toggleButton } from './controls.js';
import { createZoom } from './zoom.js';

/** How source and render share the stage. */
type View = 'wipe' | 'side' | 'flip';

/**
 * Where source and render are looked at: two layers, whatever they hold. Empty at first, in the wipe view, its border
 * in the middle.
 */
export function createStage() {
  const source = element('div.layer-picture');
  const render = element('div.layer-picture');
  const sourceName = element('figcaption', 'source');
  const renderName = element('figcaption', 'render');
  const wipe = element(
    'div.wipe',
    {
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Divider between source and render',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    element('span.wipe-grip'),
  );
  const root = element(
    'div.stage',
    { role: 'group', 'aria-label': 'Source and render' },
    element('figure.layer.layer-source', source, sourceName),
    element('figure.layer.layer-render', render, renderName),
    wipe,
  );
  let view: View = 'wipe';
  let share = 50;

  const setWipe = (next: number) => {
    share = Math.min(100, Math.max(0, next));
    root.style.setProperty('--wipe', `${share}%`);
    wipe.ariaValueNow = share.toFixed(0);
    wipe.ariaValueText = `${share.toFixed(0)} % source`;
  };
  const flip = () => {
    root.dataset.shown = root.dataset.shown === 'source' ? 'render' : 'source';
  };
  const setView = (next: View) => {
    view = next;
    root.dataset.view = next;
    views.set(next);
  };
  const views = choice<View>(
    'View',
    [
      { value: 'wipe', text: 'Wipe', hint: 'Source to the left, render to the right of a divider (1)' },
      { value: 'side', text: 'Side by side', hint: 'Both in full (2)' },
      { value: 'flip', text: 'Flip', hint: 'One at a time; click or press F to show the other (3)' },
    ],
    setView,
  );
  const zoom = createZoom(root, [source, render], () => view === 'side');
  const zoomed = toggleButton(
    'One clip pixel per screen pixel (Z); scroll to move, or drag while holding Shift',
    { text: '1:1' },
    zoom.set,
  );

  followDrags(root, (press) => {
    const moved = zoom.drag(press);
    if (moved) return moved;
    if (view === 'flip') flip();
    if (view !== 'wipe') return undefined;
    const follow = (event: PointerEvent) => {
      const { left, width } = root.getBoundingClientRect();
      setWipe((100 * (event.clientX - left)) / width);
    };
    follow(press);
    return follow;
  });
  wipe.addEventListener('keydown', (event) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 };
    const step = steps[event.key];
    if (step === undefined) return;
    setWipe(share + step);
    event.preventDefault();
    event.stopPropagation();
  });

  root.dataset.shown = 'render';
  setWipe(50);
  setView('wipe');
  return {
    root,
    /** What each layer shows goes in here. */
    source,
    render,
    /** The buttons that choose a view. */
    viewChoice: views.root,
    /** The button that shows pixels as they are. */
    zoomButton: zoomed.button,
    /** The keys that act on it. */
    keys: [
      { key: '1', does: 'wipe', run: () => setView('wipe') },
      { key: '2', does: 'side by side', run: () => setView('side') },
      { key: '3', does: 'flip', run: () => setView('flip') },
      { key: 'f', does: 'in the flip view: show the other one', run: flip },
      { key: 'z', does: '1:1, or the whole picture', run: zoomed.toggle },
      { key: ',', does: 'move the divider left', run: () => setWipe(share - 5) },
      { key: '.', does: 'move the divider right', run: () => setWipe(share + 5) },
    ],
    /** How many pixels of its own the picture has, for the view at 1:1. */
    setPixels: zoom.setPixels,
    /** Both layers take this shape. */
    setShape(width: number, height: number) {
      root.style.setProperty('--shape', String(width / height));
    },
    /** Under the layers, for whoever compares several. */
    setNames(ofSource: string, ofRender: string) {
      sourceName.textContent = ofSource;
      renderName.textContent = ofRender;
    },
  };
}
