import { clock, duration, figure } from '../../number-format.js';
import { element } from '../../page/element.js';
import type { PlanProgress } from '../../progress.js';
import { valueAt } from '../../waypoints.js';
import type { JobEvents } from '../facts/job-facts.js';
import { choice, troubleLine } from './controls.js';
import { listen } from './events.js';
import { createExplainedPanel } from './explained-panel.js';
import { fileName } from './file-name.js';
import { flowWheel } from './flow-wheel.js';
import { createLossCharts } from './loss-charts.js';
import { pageHeader } from './page-header.js';
import { createPaintedPictures, type Overlay } from './painted-pictures.js';
import { showResults } from './results.js';
import { createStage } from './stage.js';

/** The page that watches a job at work. */
export function openJobPage(): void {
  let plan: PlanProgress | undefined;
  const title = element('h1', 'Getting ready');
  const about = element('p');
  const progress = element('progress', { max: 1, value: 0, 'aria-label': 'Frames painted' });
  const left = element('p.left', { role: 'status' }, element('b', '–'));
  const doing = element('p.doing');
  const note = troubleLine();
  const waiting = element(
    'p.waiting',
    'The first frame takes the longest; it will appear here when it is painted.',
  );

  const stage = createStage();
  const shownFrame = element('output.counter');
  const values = element('p.values', { 'aria-label': 'Values at this frame', hidden: true });
  const pictures = createPaintedPictures(({ index, time }) => {
    waiting.hidden = true;
    // Given by the source's numbers and time, as everywhere.
    const at = (plan?.startTime ?? 0) + time;
    shownFrame.replaceChildren(element('b', clock(at)), ` frame ${(plan?.firstFrame ?? 0) + index}`);
    values.hidden = plan?.changes === undefined;
    values.replaceChildren(
      ...Object.entries(plan?.changes ?? {}).map(([name, waypoints]) =>
        element('span', `${name} `, element('b', figure(valueAt(waypoints, at)))),
      ),
    );
  });
  stage.source.append(pictures.source);
  stage.render.append(pictures.stylized, pictures.overlay);
  stage.setNames('source', 'painted');
  const wheel = flowWheel();
  stage.render.append(wheel);

  const setOverlay = (overlay: Overlay) => {
    pictures.setOverlay(overlay);
    overlays.set(overlay);
    wheel.hidden = overlay !== 'flow';
  };
  const overlays = choice<Overlay>(
    'Overlay on the painted frame',
    [
      { value: 'none', text: 'Picture', hint: 'No overlay (0)' },
      { value: 'reliability', text: 'Reliability', hint: 'Dark where the flow is not trusted (R)' },
      { value: 'flow', text: 'Flow', hint: 'Motion since the previous frame (O)' },
    ],
    setOverlay,
  );
  setOverlay('none');

  const stopJob = () => {
    stop.disabled = true;
    fetch('stop', { method: 'POST' }).catch(() => note.show('The job could not be reached.'));
  };
  const stop = element('button.stop', { type: 'button', disabled: true, onclick: stopJob }, 'Stop');
  const losses = createLossCharts();
  const explained = createExplainedPanel();
  const keys = [
    ...stage.keys,
    { key: '0', does: 'no overlay', run: () => setOverlay('none') },
    { key: 'r', does: 'reliability', run: () => setOverlay('reliability') },
    { key: 'o', does: 'optical flow', run: () => setOverlay('flow') },
  ];

  document.body.append(
    pageHeader([title, about], keys),
    element(
      'main',
      element('section.standing', { 'aria-label': 'Job status' }, left, doing, progress, stop),
      note.root,
      element(
        'section.theatre',
        { 'aria-label': 'Newest frame' },
        element('div.stage-place', stage.root, waiting),
        element(
          'div.transport',
          shownFrame,
          overlays.root,
          element('div.tools', stage.zoomButton),
          stage.viewChoice,
        ),
        values,
      ),
      element('section.measured', { 'aria-label': 'Losses' }, losses.root),
      explained.root,
    ),
  );

  const showPlan = (next: PlanProgress) => {
    plan = next;
    title.textContent = fileName(next.input);
    document.title = `${fileName(next.input)} – nst-video`;
    const count = next.frames === null ? '' : ` · ${next.frames} frames`;
    about.textContent = `in the style of ${fileName(next.style)} · ${next.width} × ${next.height}${count} · ${next.device}`;
    stage.setShape(next.width, next.height);
    stage.setPixels(next.width, next.height);
    progress.max = next.frames ?? 1;
    losses.clear(next);
    values.hidden = true;
    explained.clear();
    doing.textContent = 'estimating the time left';
    stop.disabled = false;
  };
  const finish = (text: string) => {
    stop.hidden = true;
    progress.hidden = true;
    doing.textContent = '';
    left.textContent = text;
  };
  const events = listen<JobEvents>({
    on: {
      plan: showPlan,
      estimate({ done, leftSeconds, secondsPerFrame }) {
        progress.value = done;
        left.replaceChildren(element('b', leftSeconds === null ? '–' : duration(leftSeconds)), ' left');
        doing.textContent = `${done} of ${plan?.frames ?? '?'} frames · ${duration(secondsPerFrame)} per frame`;
      },
      evaluation: losses.evaluation,
      frames: losses.frames,
      painted: pictures.show,
      explained: (facts) => explained.show(facts, plan?.firstFrame ?? 0),
      notice: ({ text }) => note.show(text),
      stopping() {
        stop.disabled = true;
        doing.textContent = 'stopping after the current evaluation';
      },
      end({ text, results }) {
        finish(text);
        void showResults(results).then((links) => left.append(...links));
        events.close();
      },
    },
    onOpen: () => losses.clear(plan),
    onLost: () => note.show('The job has ended or its process has quit.'),
  });
}
