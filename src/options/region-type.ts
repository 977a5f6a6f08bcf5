import { type Moment, parseMoment, readMoment } from '../media/time/moment.js';
import type { OptionType } from './option.js';

/** A part of the picture that is painted otherwise, or not at all. */
export interface RegionOption {
  /** `x,y,w,h`, the path of a picture, of a clip or of pictures in sequence, or pictures to follow: see {@link readMaskName}. */
  readonly mask: string;
  /** `keep`, or the path of the painting that it is painted after. */
  readonly style: string;
  /** By which the mask is multiplied, 0 … 1. Default 1. */
  readonly strength?: number | undefined;
}

/** What the mask of a region names. */
export type MaskName =
  /** In pixels of the source as it is shown. */
  | {
      readonly kind: 'rectangle';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  /** A picture for all frames, or a clip or pictures in sequence with one for each. */
  | { readonly kind: 'file'; readonly path: string }
  /** Pictures of some frames, followed along the flow from there on. */
  | {
      readonly kind: 'followed';
      readonly pictures: readonly { readonly path: string; readonly at: Moment }[];
    };

/** `100,40,320,200`; `mask.png`, `masks.mp4`, `masks/%04d.png`; `face.png@0f`, `face.png@0f,face2.png@120f`. */
export function readMaskName(mask: string): MaskName {
  const rectangle = /^\s*(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})\s*$/.exec(mask);
  if (rectangle) {
    const [x, y, width, height] = rectangle.slice(1).map(Number) as [number, number, number, number];
    return { kind: 'rectangle', x, y, width, height };
  }
  const parts = mask.split(',').map((part) => /^(.+)@([^@]+)$/s.exec(part));
  const pictures = parts.flatMap((part) => {
    if (!part) return [];
    const at = parseMoment(part[2]!);
    return readMoment(at) ? [{ path: part[1]!, at }] : [];
  });
  if (pictures.length === parts.length) return { kind: 'followed', pictures };
  return { kind: 'file', path: mask };
}

/** `mask.png=wave.jpg`, `100,40,320,200=keep`, `mask.png=wave.jpg:0.5`: a mask, and how what lies in it is painted. */
export function region(): OptionType<RegionOption> {
  return {
    expected:
      'a mask and a painting or keep, such as mask.png=wave.jpg, 100,40,320,200=keep (x,y,width,height) or face.png@0f=keep, with a strength from 0 to 1 after a colon (mask.png=wave.jpg:0.5)',
    placeholder: '<mask=style>',
    parse(text) {
      const [, mask, style, strength] = /^(.+)=([^=]+?)(?::(\d+\.?\d*|\.\d+))?$/s.exec(text) ?? [];
      if (mask === undefined || style === undefined) return text;
      return strength === undefined ? { mask, style } : { mask, style, strength: Number(strength) };
    },
    accepts(value) {
      const { mask, style, strength = 1 } = (value ?? {}) as Partial<RegionOption>;
      const named = [mask, style].every(
        (one) => typeof one === 'string' && one !== '' && !one.includes('\0'),
      );
      return named && typeof strength === 'number' && strength >= 0 && strength <= 1;
    },
    format: ({ mask, style, strength }) => `${mask}=${style}${strength === undefined ? '' : `:${strength}`}`,
    withPaths: (value, to) => ({
      ...value,
      mask: withMaskPaths(value.mask, to),
      style: value.style === 'keep' ? 'keep' : to(value.style),
    }),
  };
}

function withMaskPaths(mask: string, to: (path: string) => string): string {
  const name = readMaskName(mask);
  if (name.kind === 'rectangle') return mask;
  if (name.kind === 'file') return to(name.path);
  return name.pictures.map(({ path, at }) => `${to(path)}@${at}`).join(',');
}
