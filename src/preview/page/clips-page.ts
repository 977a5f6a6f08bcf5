import type { FrameMetrics } from '../../metrics/measures/frame-metrics.js';
import { figure } from '../../number-format.js';
import { element } from '../../page/element.js';
import type { ClipsEvents, ClipsFacts, ShownClip } from '../facts/clips-facts.js';
import { choice, relabel, toggleButton, toolButton, troubleLine } from './controls.js';
import { listen } from './events.js';
import { createHeatOverlay } from './heat.js';
import { createMeasuredPanel } from './measured-panel.js';
import { pageHeader } from './page-header.js';
import { Player } from './player.js';
import { createStage } from './stage.js';
import { createTransport } from './transport.js';

/** Between two drawings of what comes in, so that a fast measurement does not keep the page busy. */
const redrawMs = 250;

/** The page of finished clips: two films in step over the chart of what was measured of them. */
export function openClipsPage(facts: ClipsFacts): void {
  const names = facts.renders.map(({ name }) => name);
  const { times } = facts.source;
  const timeOf = (frame: number) => facts.startTime + (times[frame] ?? 0) - (times[0] ?? 0);
  /** By render, the frames measured so far. */
  let measured: FrameMetrics[][] = names.map(() => []);
  let render = 0;

  const title = element('h1', names[0] as string);
  const trouble = troubleLine();
  const copied = [facts.source, ...facts.renders].some((clip) => clip.copied !== null);
  const waiting = element(
    'p.waiting',
    { role: 'status' },
    copied ? 'Making copies that browsers can play' : 'Loading',
  );
  const stage = createStage();
  stage.setShape(facts.source.width, facts.source.height);
  const heat = createHeatOverlay((missing) => heatToggle.button.classList.toggle('missing', missing));
  stage.render.append(heat.root);

  const player = new Player(facts, stage, {
    onFrame: (frame) => showFrame(frame),
    onPlaying: (playing) => transport.showPlaying(playing),
    onRender(index) {
      render = index;
      renderChoice?.set(String(index));
      stage.setNames('source', names[index] as string);
      const { width, height } = facts.renders[index] as ShownClip;
      stage.setPixels(width, height);
      title.textContent = names[index] as string;
      panel.show(measured, render);
      showFrame(player.frame);
    },
    onTrouble: trouble.show,
    onWaiting(now) {
      waiting.hidden = !now;
    },
  });
  const transport = createTransport(facts.sourceFrames, timeOf, player);
  const panel = createMeasuredPanel(facts, timeOf, player);

  const showFrame = (frame: number) => {
    transport.showFrame(frame);
    panel.showFrame(frame);
    heat.show(render, frame, measured[render]?.[frame]?.warping[0]?.output != null);
  };
  const showRender = (index: number) => void player.showRender((index + names.length) % names.length);
  const renders = names.map((text, i) => ({ value: String(i), text }));
  const renderChoice =
    names.length > 1 ? choice('Render', renders, (value) => showRender(Number(value))) : undefined;
  const heatToggle = toggleButton('Heat map of the warping error (H)', { text: 'Heat map' }, heat.set);
  const toggleSound = () => {
    player.muted = !player.muted;
    relabel(soundButton, player.muted ? 'Sound on (M)' : 'Sound off (M)', player.muted ? 'muted' : 'sound');
  };
  const soundButton = toolButton('Sound off (M)', 'sound', toggleSound);
  const loopToggle = toggleButton('Loop (R)', 'loop', (on) => {
    player.loop = on;
  });

  const step = (by: number) => () => void player.step(by);
  const severalKeys = [
    { key: '[', does: 'the previous render', run: () => showRender(render - 1) },
    { key: ']', does: 'the next render', run: () => showRender(render + 1) },
  ];
  const renderKeys = names.length > 1 ? severalKeys : [];
  const keys = [
    { key: 'Space', does: 'play, pause', run: () => player.toggle() },
    { key: 'j', does: 'play backward; press again for faster', run: () => player.backward() },
    { key: 'k', does: 'pause', run: () => player.pause() },
    { key: 'l', does: 'play; press again for faster', run: () => void player.forward() },
    { key: 'ArrowLeft', does: 'one frame back', run: step(-1) },
    { key: 'ArrowRight', does: 'one frame forward', run: step(1) },
    { key: 'Shift+ArrowLeft', does: 'ten frames back', run: step(-10) },
    { key: 'Shift+ArrowRight', does: 'ten frames forward', run: step(10) },
    { key: 'Home', does: 'first frame', run: step(-facts.frames) },
    { key: 'End', does: 'last frame', run: step(facts.frames) },
    ...stage.keys,
    { key: 'h', does: 'heat map', run: heatToggle.toggle },
    ...renderKeys,
    { key: 'm', does: 'sound on or off', run: toggleSound },
    { key: 'r', does: 'loop', run: loopToggle.toggle },
  ];

  const progress = element('progress', { max: facts.frames, value: 0, 'aria-label': 'Frames measured' });
  const progressText = element('p', { role: 'status' });
  const { source } = facts;
  const shape = `${source.width} × ${source.height}`;
  const about = `compared with ${source.name} · ${shape} · ${figure(facts.rate)} frames per second · ${facts.frames} frames`;
  const buttons = [soundButton, loopToggle.button, heatToggle.button, stage.zoomButton];
  document.body.append(
    pageHeader([title, element('p', about)], keys, renderChoice?.root),
    element(
      'main',
      element(
        'section.theatre',
        { 'aria-label': 'Clips' },
        element('div.stage-place', stage.root, waiting),
        trouble.root,
        element('div.transport', ...transport.parts, element('div.tools', ...buttons), stage.viewChoice),
      ),
      element(
        'section.measured',
        { 'aria-label': 'Metrics' },
        panel.chart,
        element('div.progress', progress, progressText),
      ),
      panel.details,
      notesOf(facts),
    ),
  );
  void player.showRender(0);

  let soon: ReturnType<typeof setTimeout> | undefined;
  const draw = () => {
    clearTimeout(soon);
    soon = undefined;
    panel.show(measured, render);
    showFrame(player.frame);
  };
  const drawSoon = () => {
    if (soon !== undefined) return;
    soon = setTimeout(draw, (measured[0]?.length ?? 0) < 4 ? 0 : redrawMs);
  };
  const events = listen<ClipsEvents>({
    on: {
      measured({ first, records }) {
        for (const [i, record] of records.entries()) {
          for (const [r, frame] of record.entries()) (measured[r] as FrameMetrics[])[first + i] = frame;
        }
        progress.value = measured[0]?.length ?? 0;
        progressText.textContent = `measured ${progress.value} of ${facts.frames} frames`;
        drawSoon();
      },
      measuring({ state, text }) {
        if (state === 'measuring') return;
        draw();
        progress.hidden = true;
        progressText.textContent = state === 'failed' ? `measuring failed: ${text}` : '';
        events.close();
      },
    },
    onOpen() {
      measured = names.map(() => []);
    },
    onLost: () => trouble.show('The server has stopped. What is already loaded can still be viewed.'),
  });
}

function notesOf({ source, renders, notes, measuredWidth, measuredHeight }: ClipsFacts): HTMLElement {
  const copies = [source, ...renders].flatMap(({ name, copied }) =>
    copied === null ? [] : [`${name}: ${copied}`],
  );
  return element(
    'details.notes',
    element('summary', `How it was measured: at ${measuredWidth} × ${measuredHeight}`),
    ...[...copies, ...notes].map((note) => element('p', note)),
  );
}
