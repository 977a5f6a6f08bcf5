import '../../page/theme.css';
import './sheet.css';
import { toggleTheme } from '../../page/theme.js';

const films = [...document.querySelectorAll('video')];
const playAll = document.querySelector<HTMLButtonElement>('[data-act="play"]');

/** Plays them from their beginning, so that the same windows move together. */
function play(videos: readonly HTMLVideoElement[]): void {
  for (const video of videos) {
    video.currentTime = 0;
    video.play().catch(() => {}); // the poster stays
  }
}

let playing = false;
playAll?.addEventListener('click', () => {
  playing = !playing;
  playAll.textContent = playing ? 'Pause all' : 'Play all';
  if (playing) play(films);
  else for (const video of films) video.pause();
});

for (const figure of document.querySelectorAll('figure')) {
  const video = figure.querySelector('video');
  const large = figure.querySelector<HTMLImageElement>('img.large');
  figure.querySelector('.large')?.addEventListener('click', () => {
    if (video?.paused) play([video]);
    else video?.pause();
  });
  // A picture of the strip is shown large while it is pointed at.
  for (const still of figure.querySelectorAll<HTMLImageElement>('.strip img')) {
    const over = new Image();
    over.className = 'over';
    over.alt = '';
    still.addEventListener('pointerenter', () => {
      over.src = still.src;
      (video ?? large)?.after(over);
    });
    still.addEventListener('pointerleave', () => over.remove());
  }
}

document.querySelector('[data-act="theme"]')?.addEventListener('click', toggleTheme);

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act="copy"]')) {
  const code = button.previousElementSibling as HTMLElement;
  button.addEventListener('click', () => {
    // Selected in any case: a page that is a file may not have access to the clipboard.
    getSelection()?.selectAllChildren(code);
    const copied = document.execCommand('copy');
    button.textContent = copied ? 'Copied' : 'Selected';
    setTimeout(() => {
      button.textContent = 'Copy the command';
    }, 2000);
  });
}
