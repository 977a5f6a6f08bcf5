import type { Container } from '../../formats/containers.js';
import type { FfmpegInput } from '../../media/ffmpeg/ffmpeg.js';
import { addressOf } from '../../media/ffmpeg/ffprobe.js';
import { fileUrl } from '../../media/ffmpeg/input-guard.js';
import type { VideoInfo } from '../../media/info.js';
import { seekOptions, soundDecoders } from '../../media/source-options.js';
import type { Span } from '../../media/time/resampled.js';

/** What sound and subtitles are brought along with. */
export interface Along {
  readonly source: VideoInfo;
  readonly container: Container;
  readonly span: Span;
  /** Takes the inputs that are needed. */
  readonly inputs: SourceInputs;
  scratch(ending: string): string;
  readonly signal: AbortSignal | undefined;
}

/** The inputs of an FFmpeg command besides the picture: the source, read at several shifts of its clock, and other files. */
export class SourceInputs {
  readonly #source: VideoInfo;
  readonly #from: number;
  readonly #list: FfmpegInput[] = [];

  /** @param from time of the first frame that is written, in seconds from the start of the clip */
  constructor(source: VideoInfo, from: number) {
    this.#source = source;
    this.#from = from;
  }

  /** In order; the picture comes before them. */
  get list(): readonly FfmpegInput[] {
    return this.#list;
  }

  /**
   * The number of an input whose clock shows `shift` seconds at the first frame.
   *
   * @param begin where to start reading, on the source's own clock; default: its beginning
   */
  at(shift: number, begin?: number): number {
    const seek = begin === undefined ? [] : [...seekOptions(begin), '-noaccurate_seek'];
    const offset = ['-itsoffset', (shift - this.#source.startTime - this.#from).toFixed(6)];
    const options = [...soundDecoders(this.#source), ...seek, ...offset];
    return this.#add({ source: addressOf(this.#source), options });
  }

  /** The number of a file whose clock counts from the first frame. */
  file(path: string): number {
    return this.#add({ source: fileUrl(path) });
  }

  #add(input: FfmpegInput): number {
    const key = JSON.stringify(input);
    const same = this.#list.findIndex((other) => JSON.stringify(other) === key);
    return same >= 0 ? same + 1 : this.#list.push(input); // 0 is the picture
  }
}
