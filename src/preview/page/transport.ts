import { clock } from '../../number-format.js';
import { element } from '../../page/element.js';
import { relabel, toolButton } from './controls.js';
import type { Player } from './player.js';

/**
 * Play, step, where we are, and a slider over all frames.
 *
 * @param numbers the source's number of each frame
 */
export function createTransport(
  numbers: readonly number[],
  timeOf: (frame: number) => number,
  player: Pick<Player, 'toggle' | 'step' | 'seek'>,
) {
  const frames = numbers.length;
  const play = toolButton('Play (space)', 'play', () => player.toggle());
  play.classList.add('play');
  const counter = element('output.counter');
  const text = (frame: number) => ` frame ${numbers[frame]} (${frame + 1} of ${frames})`;
  // As wide as it will ever be: a line that grows would push the page about.
  counter.style.minWidth = `calc(${clock(timeOf(frames - 1)).length + text(frames - 1).length}ch + 1.5rem)`;
  const position: HTMLInputElement = element('input', {
    type: 'range',
    class: 'position',
    min: 0,
    max: frames - 1,
    step: 1,
    value: 0,
    'aria-label': 'Frame',
    oninput: () => void player.seek(Number(position.value)),
  });
  const buttons = element(
    'div.tools',
    toolButton('One frame back (←)', 'back', () => void player.step(-1)),
    play,
    toolButton('One frame forward (→)', 'forward', () => void player.step(1)),
  );
  return {
    /** In the order of the page; further tools go after them. */
    parts: [buttons, counter, position],
    showPlaying: (playing: boolean) =>
      relabel(play, playing ? 'Pause (space)' : 'Play (space)', playing ? 'pause' : 'play'),
    showFrame(frame: number) {
      const time = clock(timeOf(frame));
      position.value = String(frame);
      position.setAttribute('aria-valuetext', `frame ${numbers[frame]}, ${frame + 1} of ${frames}, ${time}`);
      counter.replaceChildren(element('b', time), text(frame));
    },
  };
}
