import type { OptionType } from './option.js';

/** A painting that is blended with the style. */
export interface BlendedPainting {
  /** Path of the picture. */
  readonly style: string;
  /** Its share of the whole, 0 … 1; the style has what all of them leave. */
  readonly share: number;
}

/** `other.jpg=0.4`: a picture and its share. */
export function blendedPainting(): OptionType<BlendedPainting> {
  return {
    expected: 'a picture with its share of the whole, from 0 to 1, such as other.jpg=0.4',
    placeholder: '<file=share>',
    parse(text) {
      const [, style, share] = /^(.+)=\s*(\d+\.?\d*|\.\d+)\s*$/s.exec(text) ?? [];
      return style === undefined ? text : { style, share: Number(share) };
    },
    accepts(value) {
      const { style, share } = (value ?? {}) as Partial<BlendedPainting>;
      return isPath(style) && typeof share === 'number' && share >= 0 && share <= 1;
    },
    format: ({ style, share }) => `${style}=${share}`,
    withPaths: (value, to) => ({ ...value, style: to(value.style) }),
  };
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('\0');
}
