import type { Size } from '../size.js';

/** A picture whose size, as stored, is not that of the one before. */
export interface SizeChange extends Size {
  /** When, in ticks. */
  readonly ticks: number;
}

/** Contexts that are not decoders: what writes, filters and converts. */
const NOT_DECODING = /^\[(?:nut|null|rawvideo|Parsed_|graph|auto_|swscaler|out#|vost#)/;
/** Errors that cost no picture, or that are told of elsewhere. */
const HARMLESS =
  /mmco: unref|co located POCs unavailable|SEI type|APP fields|VPS \d+ does not exist|Read error|File ended prematurely|partial file|monoton/i;
/** Warnings that mean a damaged picture. */
const DAMAGED = /corrupt decoded frame|error while decoding|damaged at|concealing \d/i;
/** The line about the first picture that passes a newly set up filter. */
const FIRST_PICTURE = /Parsed_showinfo.* n: *0 pts: *(-?\d+) .* s:(\d+)x(\d+)/;

/** Filters, in the place of one, that have FFmpeg print {@link FIRST_PICTURE} for every new size of the pictures. */
export const firstPictureFilter = 'split[on][look];[look]select=eq(n\\,0),showinfo,nullsink;[on]null';

/** Reads what FFmpeg prints while it decodes: errors that the decoder hid from view, and changes of size. */
export class DecodeLog {
  #errors = 0;
  #begun = false;
  #size: Size;
  readonly #leadIn: boolean;
  readonly #changes: SizeChange[] = [];

  /**
   * @param size stored size of the pictures as the clip announces it
   * @param leadIn whether what comes before the first wanted picture is not wanted, nor errors in it
   */
  constructor(size: Size, leadIn: boolean) {
    this.#size = size;
    this.#leadIn = leadIn;
  }

  /** Errors in what was wanted. */
  get errors(): number {
    return this.#errors;
  }

  /** Changes of size not asked for before, in order. */
  takeChanges(): SizeChange[] {
    return this.#changes.splice(0);
  }

  /** Takes one line, marked with its level. */
  hear(line: string): void {
    const first = FIRST_PICTURE.exec(line);
    if (first) {
      const [ticks, width, height] = first.slice(1).map(Number) as [number, number, number];
      this.#begun = true;
      if (width !== this.#size.width || height !== this.#size.height)
        this.#changes.push({ ticks, width, height });
      this.#size = { width, height };
    } else if ((this.#begun || !this.#leadIn) && isDamage(line)) this.#errors++;
  }
}

/** Whether a line of FFmpeg's, marked with its level, tells of a damaged picture. */
export function isDamage(line: string): boolean {
  const [, level, text = ''] = /\[(warning|error|fatal)\] (.*)$/.exec(line) ?? [];
  if (level === undefined || HARMLESS.test(text)) return false;
  return level === 'warning' ? DAMAGED.test(text) : !NOT_DECODING.test(line);
}
