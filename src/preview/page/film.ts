import { element } from '../../page/element.js';
import type { ShownClip } from '../facts/clips-facts.js';

/** How long a browser may take to confirm a seek, or to present the first picture. */
const browserTimeoutMs = 3000;

/** A clip in a `<video>`, addressed by frames. */
export class Film {
  readonly video: HTMLVideoElement;
  readonly clip: ShownClip;
  /** What the browser calls the time of the clip's first frame. */
  #firstFrame = 0;
  readonly ready: Promise<void>;

  constructor(clip: ShownClip, sound: boolean, onTrouble: (text: string) => void) {
    this.clip = clip;
    this.video = element('video', { preload: 'auto', playsinline: true, 'aria-label': clip.name });
    this.video.muted = !sound;
    this.video.disablePictureInPicture = true;
    this.video.addEventListener('error', () =>
      onTrouble(
        `This browser cannot play ${clip.name}; run the preview with \`--copies\` to make a copy that it can play.`,
      ),
    );
    this.ready = this.#load();
  }

  /** Seconds from the clip's first frame. */
  get time(): number {
    return this.video.currentTime - this.#firstFrame;
  }

  set time(seconds: number) {
    this.video.currentTime = this.#firstFrame + seconds;
  }

  /** Shows a frame; resolves when it is on the screen, or after a while. */
  async seek(frame: number): Promise<void> {
    await this.ready;
    const done = once(this.video, 'seeked');
    this.time = this.clip.middles[frame] ?? 0;
    await done;
  }

  /** Seconds between two clips' places in the film they share: > 0 where this one is ahead. */
  aheadOf(other: Film): number {
    return this.time - (this.clip.times[0] ?? 0) - (other.time - (other.clip.times[0] ?? 0));
  }

  /** Calls back with the compared frame of each picture that is presented. */
  watch(onFrame: (frame: number) => void): void {
    this.#onNextPicture((mediaTime) => {
      onFrame(nearestFrame(this.clip.times, mediaTime - this.#firstFrame));
      this.watch(onFrame);
    });
  }

  /** Calls back once, with the browser's time of the next picture. */
  #onNextPicture(callback: (mediaTime: number) => void): void {
    const video = this.video;
    if ('requestVideoFrameCallback' in video) {
      video.requestVideoFrameCallback((_now, { mediaTime }) => callback(mediaTime));
    } else requestAnimationFrame(() => callback(this.video.currentTime));
  }

  async #load(): Promise<void> {
    const { video } = this;
    const loaded = once(video, 'loadeddata');
    // The time of the first picture is rarely, but sometimes, not 0.
    const first = new Promise<number>((resolve) => {
      this.#onNextPicture(resolve);
      setTimeout(() => resolve(0), browserTimeoutMs);
    });
    video.src = `media/${this.clip.id}`;
    await loaded;
    if (video.error === null) this.#firstFrame = await first;
  }
}

function once(video: HTMLVideoElement, event: 'seeked' | 'loadeddata'): Promise<void> {
  return new Promise((resolve) => {
    // Loading may have to wait until a copy is made.
    const timer = event === 'seeked' ? setTimeout(resolve, browserTimeoutMs) : undefined;
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    video.addEventListener(event, done, { once: true });
    video.addEventListener('error', done, { once: true });
  });
}

/** When the last frame is over, in seconds from the clip's first frame; a single one lasts 0.04 s. */
export function endOf(times: readonly number[]): number {
  const last = times.at(-1) ?? 0;
  return last + (times.length > 1 ? last - (times.at(-2) as number) : 0.04);
}

/** The frame nearest in time; 0 where there is none. */
export function nearestFrame(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) + (times[middle + 1] as number) < 2 * time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low);
}
