import type { ClipsFacts, ShownClip } from '../facts/clips-facts.js';
import { endOf, Film, nearestFrame } from './film.js';

/** Seconds that two clips may be apart while they play before one is sped up or slowed down, and before it jumps. */
const slack = 0.012;
const jump = 0.25;
/** Times the clip's own speed. */
const fastest = 8;

/** Where the films go. */
export interface Places {
  readonly source: HTMLElement;
  readonly render: HTMLElement;
}

/** Called by the player. */
export interface PlayerListener {
  /** Another frame is shown. */
  onFrame(frame: number): void;
  onPlaying(playing: boolean): void;
  /** Another render is on the stage. */
  onRender(index: number): void;
  onTrouble(text: string): void;
  /** Clips are being loaded, which takes long where copies have to be made; or they are there. */
  onWaiting(waiting: boolean): void;
}

/**
 * Plays the source and one of its renders in step. The source keeps the time
 * and makes the sound; the render follows it.
 */
export class Player {
  readonly #facts: ClipsFacts;
  readonly #listener: PlayerListener;
  readonly #source: Film;
  readonly #renders: (Film | undefined)[];
  readonly #places: Places;
  #active = 0;
  #wanted = 0;
  #seeking: Promise<void> | undefined;
  #playing = false;
  /** Of playing forward. */
  #speed = 1;
  #rewinding: { readonly speed: number } | undefined;
  loop = false;

  constructor(facts: ClipsFacts, places: Places, listener: PlayerListener) {
    this.#facts = facts;
    this.#places = places;
    this.#listener = listener;
    this.#source = new Film(facts.source, true, listener.onTrouble);
    this.#renders = facts.renders.map(() => undefined);
    places.source.append(this.#source.video);
    this.#source.video.addEventListener('ended', () => this.#reachedEnd());
    this.#source.watch((frame) => this.#onPicture(frame));
  }

  /** The frame that is shown, or on its way. */
  get frame(): number {
    return this.#wanted;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get muted(): boolean {
    return this.#source.video.muted;
  }

  set muted(muted: boolean) {
    this.#source.video.muted = muted;
  }

  /** Puts a render on the stage, at the frame that is shown. */
  async showRender(index: number): Promise<void> {
    const clip = this.#facts.renders[index] as ShownClip;
    const film = this.#renders[index] ?? new Film(clip, false, this.#listener.onTrouble);
    this.#renders[index] = film;
    this.#active = index;
    this.#listener.onRender(index);
    this.#listener.onWaiting(true);
    await Promise.all([this.#source.ready, film.ready]);
    if (this.#active === index) this.#listener.onWaiting(false);
    // The source too: it may have been loaded just now, and show its own first frame.
    const runs = this.#playing && !this.#rewinding;
    await Promise.all([film.seek(this.#wanted), runs ? undefined : this.#source.seek(this.#wanted)]);
    if (this.#active !== index) return;
    const before = [...this.#places.render.querySelectorAll('video')].filter((video) => video !== film.video);
    this.#places.render.prepend(film.video);
    for (const video of before) {
      video.pause();
      video.remove();
    }
    if (this.#playing && !this.#rewinding) await film.video.play().catch(() => {});
    else await film.seek(this.#wanted);
  }

  /** Shows a frame, or the nearest there is. Of many asked for at once, only the last is gone to. */
  seek(frame: number): Promise<void> {
    if (this.#rewinding) this.#stopRewinding();
    return this.#go(frame);
  }

  #go(frame: number): Promise<void> {
    this.#wanted = Math.min(this.#facts.frames - 1, Math.max(0, frame));
    this.#listener.onFrame(this.#wanted);
    this.#seeking ??= this.#seekOn().finally(() => {
      this.#seeking = undefined;
    });
    return this.#seeking;
  }

  /** As `seek`, by seconds from the first frame. */
  seekTime(seconds: number): Promise<void> {
    const { times } = this.#facts.source;
    return this.seek(nearestFrame(times, seconds + (times[0] ?? 0)));
  }

  /** Pauses, and goes so many frames on. */
  step(by: number): Promise<void> {
    if (this.#playing) this.pause();
    return this.seek(this.#wanted + by);
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else void this.play();
  }

  /** Plays; a call while it plays doubles the speed, up to eight times. */
  async forward(): Promise<void> {
    const speed = this.#playing && !this.#rewinding ? Math.min(fastest, 2 * this.#speed) : 1;
    if (speed === 1) return this.play();
    this.#setSpeed(speed);
  }

  /**
   * Plays backward, each further call twice as fast, up to eight times. Browsers
   * cannot: one frame after the other is gone to, those left out for which there is no time.
   */
  backward(): void {
    const own = { speed: this.#rewinding ? Math.min(fastest, 2 * this.#rewinding.speed) : 1 };
    for (const { video } of this.#films) video.pause();
    this.#setSpeed(1);
    this.#rewinding = own;
    this.#setPlaying(true);
    const { times } = this.#facts.source;
    const from = times[this.#wanted] ?? 0;
    const began = performance.now();
    const tick = () => {
      if (this.#rewinding !== own) return;
      const frame = nearestFrame(times, from - (own.speed * (performance.now() - began)) / 1000);
      if (frame < this.#wanted) void this.#go(frame);
      if (frame === 0) this.#stopRewinding();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  async play(): Promise<void> {
    if (this.#rewinding) this.#stopRewinding();
    // At once, so that a second call speeds it up however long the seek takes.
    this.#setPlaying(true);
    if (this.#wanted >= this.#facts.frames - 1) await this.seek(0);
    await this.#seeking;
    if (!this.#playing || this.#rewinding) return;
    await Promise.all(this.#films.map(({ video }) => video.play())).catch((error: Error) => {
      this.#setPlaying(false);
      if (error.name !== 'AbortError')
        this.#listener.onTrouble(`The clip cannot be played: ${error.message}`);
    });
  }

  pause(): void {
    this.#rewinding = undefined;
    this.#setSpeed(1);
    for (const { video } of this.#films) video.pause();
    this.#setPlaying(false);
    void this.seek(this.#wanted); // the two may have stopped a frame apart
  }

  #stopRewinding(): void {
    this.#rewinding = undefined;
    this.#setPlaying(false);
  }

  #setSpeed(speed: number): void {
    this.#speed = speed;
    for (const { video } of this.#films) video.playbackRate = speed;
  }

  /** Those that play. */
  get #films(): readonly Film[] {
    return this.#render ? [this.#source, this.#render] : [this.#source];
  }

  get #render(): Film | undefined {
    return this.#renders[this.#active];
  }

  async #seekOn(): Promise<void> {
    for (let gone = -1; gone !== this.#wanted; ) {
      gone = this.#wanted;
      await Promise.all(this.#films.map((film) => film.seek(gone)));
    }
  }

  #setPlaying(playing: boolean): void {
    this.#playing = playing;
    this.#listener.onPlaying(playing);
  }

  /** While the source plays: reports each frame, keeps the render beside it, and ends after the last frame. */
  #onPicture(frame: number): void {
    if (!this.#playing || this.#rewinding || this.#seeking) return;
    if (frame !== this.#wanted) {
      this.#wanted = frame;
      this.#listener.onFrame(frame);
    }
    this.#keepInStep();
    if (this.#source.time >= endOf(this.#facts.source.times) - 0.002) this.#reachedEnd();
  }

  #keepInStep(): void {
    const render = this.#render;
    if (render === undefined || render.video.readyState < 3) return;
    const ahead = render.aheadOf(this.#source);
    if (Math.abs(ahead) > jump) render.time = render.clip.middles[this.#wanted] ?? 0;
    const correction = Math.abs(ahead) < slack ? 1 : Math.min(1.25, Math.max(0.8, 1 - ahead * 2));
    render.video.playbackRate = this.#speed * correction;
  }

  #reachedEnd(): void {
    if (!this.#playing || this.#rewinding) return;
    if (this.loop) {
      void this.seek(0).then(() => this.play());
      return;
    }
    this.#wanted = this.#facts.frames - 1;
    this.pause();
  }
}
