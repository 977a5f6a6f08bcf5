import { element } from '../../page/element.js';
import { type Choice, choice, toolButton } from './controls.js';
import type { KeyBinding } from './keys.js';
import { createZoom, type Zoom } from './zoom.js';

/** How source and render share the stage. */
export type View = 'wipe' | 'side' | 'flip';

/** Where source and render are looked at: two layers, whatever they hold. */
export interface Stage {
  readonly root: HTMLElement;
  /** What each layer shows goes in here. */
  readonly source: HTMLElement;
  readonly render: HTMLElement;
  readonly view: View;
  setView(view: View): void;
  /** In the flip view: shows the other one. */
  flip(): void;
  /** Moves the border of the wipe by so many hundredths of the width. */
  moveWipe(by: number): void;
  /** Both layers take this shape. */
  setShape(width: number, height: number): void;
  /** How many pixels of its own the picture has, for the view at 1:1. */
  setPixels(width: number, height: number): void;
  readonly zoom: Zoom;
  /** Under the layers, for whoever compares several. */
  setNames(source: string, render: string): void;
}

/** An empty stage in the wipe view, its border in the middle. */
export function createStage(onView: (view: View) => void): Stage {
  const source = element('div', { class: 'layer-picture' });
  const render = element('div', { class: 'layer-picture' });
  const sourceName = element('figcaption', {}, 'source');
  const renderName = element('figcaption', {}, 'render');
  const wipe = element(
    'div',
    {
      class: 'wipe',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Divider between source and render',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    element('span', { class: 'wipe-grip' }),
  );
  const root = element(
    'div',
    { class: 'stage', role: 'group', 'aria-label': 'Source and render' },
    element('figure', { class: 'layer layer-source' }, source, sourceName),
    element('figure', { class: 'layer layer-render' }, render, renderName),
    wipe,
  );
  let view: View = 'wipe';
  let share = 50;

  const setWipe = (next: number) => {
    share = Math.min(100, Math.max(0, next));
    root.style.setProperty('--wipe', `${share}%`);
    wipe.setAttribute('aria-valuenow', share.toFixed(0));
    wipe.setAttribute('aria-valuetext', `${share.toFixed(0)} % source`);
  };
  const flip = () => {
    root.dataset.shown = root.dataset.shown === 'source' ? 'render' : 'source';
  };
  const setView = (next: View) => {
    view = next;
    root.dataset.view = next;
    onView(next);
  };

  const follow = (event: PointerEvent) => {
    const { left, width } = root.getBoundingClientRect();
    setWipe((100 * (event.clientX - left)) / width);
  };
  const zoom = createZoom(root, [source, render], () => view === 'side');
  root.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || zoom.drags(event)) return;
    if (view === 'flip') flip();
    if (view !== 'wipe') return;
    root.setPointerCapture(event.pointerId);
    follow(event);
  });
  root.addEventListener('pointermove', (event) => {
    if (root.hasPointerCapture(event.pointerId) && !zoom.dragging) follow(event);
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
    source,
    render,
    setView,
    flip,
    zoom,
    setPixels: zoom.setPixels,
    get view() {
      return view;
    },
    moveWipe: (by) => setWipe(share + by),
    setShape(width, height) {
      root.style.setProperty('--shape', String(width / height));
    },
    setNames(ofSource, ofRender) {
      sourceName.textContent = ofSource;
      renderName.textContent = ofRender;
    },
  };
}

/** The buttons that choose a view. */
export function viewChoice(onChoose: (view: View) => void): Choice<View> {
  return choice(
    'View',
    [
      { value: 'wipe', text: 'Wipe', hint: 'Source to the left, render to the right of a divider (1)' },
      { value: 'side', text: 'Side by side', hint: 'Both in full (2)' },
      { value: 'flip', text: 'Flip', hint: 'One at a time; click or press F to show the other (3)' },
    ],
    onChoose,
  );
}

/** The button that shows pixels as they are. */
export function zoomButton({ zoom }: Stage): HTMLButtonElement {
  const button = toolButton(
    'One clip pixel per screen pixel (Z); scroll to move, or drag while holding Shift',
    { text: '1:1' },
    () => zoom.toggle(),
  );
  zoom.onChange((on) => button.setAttribute('aria-pressed', String(on)));
  return button;
}

/** The keys that act on a stage. */
export function stageKeys(stage: Stage): readonly KeyBinding[] {
  return [
    { keys: ['1'], shown: '1', does: 'wipe', run: () => stage.setView('wipe') },
    { keys: ['2'], shown: '2', does: 'side by side', run: () => stage.setView('side') },
    { keys: ['3'], shown: '3', does: 'flip', run: () => stage.setView('flip') },
    { keys: ['f'], shown: 'F', does: 'in the flip view: show the other one', run: () => stage.flip() },
    { keys: ['z'], shown: 'Z', does: '1:1, or the whole picture', run: () => stage.zoom.toggle() },
    { keys: [','], shown: ',', does: 'move the divider left', run: () => stage.moveWipe(-5) },
    { keys: ['.'], shown: '.', does: 'move the divider right', run: () => stage.moveWipe(5) },
  ];
}
