import { type Moment, parseMoment, readMoment } from '../media/time/moment.js';
import { flagOf, nameOf, type OptionType } from './option.js';

/** Values that options reach at a place in the clip. */
export interface Change {
  readonly time: Moment;
  /** By their names in a program: `{ styleWeight: 60 }`, the second `blend` as `{ blend2: 0.5 }`; at least one. */
  readonly values: Readonly<Record<string, number>>;
  /** Whether they come at once, there; otherwise evenly, from those before. */
  readonly step?: boolean | undefined;
}

/** `48f:style-weight=60,step`: a time, options with their values, and whether they change there at once. */
export function change(): OptionType<Change> {
  return {
    expected:
      'a time with values of options such as 48f:style-weight=60, and `,step` behind them where they are to change at once',
    placeholder: '<time:option=x>',
    parse: parseChange,
    accepts(value) {
      const { time, values, step = false } = (value ?? {}) as Partial<Change>;
      if (readMoment(time) === undefined || typeof step !== 'boolean') return false;
      if (typeof values !== 'object' || values === null || Array.isArray(values)) return false;
      const given = Object.values(values);
      return given.length > 0 && given.every((one) => Number.isFinite(one));
    },
    format({ time, values, step }) {
      const set = Object.entries(values).map(([name, value]) => `${flagOf(name).slice(2)}=${value}`);
      return `${time}:${[...set, ...(step ? ['step'] : [])].join(',')}`;
    },
  };
}

function parseChange(text: string): unknown {
  const [, time, list = ''] = /^(.+?):\s*((?:--)?[a-z][a-z-]*\d*\s*=.*)$/s.exec(text) ?? [];
  if (time === undefined) return text;
  const values: Record<string, number> = {};
  let step = false;
  for (const part of list.split(',')) {
    if (part.trim() === 'step' && !step) {
      step = true;
      continue;
    }
    const [, name, value] = /^\s*(?:--)?([a-z][a-z-]*\d*)\s*=\s*(\d+\.?\d*|\.\d+)\s*$/.exec(part) ?? [];
    if (name === undefined || nameOf(name) in values) return text;
    values[nameOf(name)] = Number(value);
  }
  return { time: parseMoment(time), values, ...(step && { step }) };
}

/** A frame of the clip that was painted by hand, or by an earlier job. */
export interface Keyframe {
  readonly time: Moment;
  /** Path of the painted picture. */
  readonly picture: string;
}

/** `120f=painted.png`: a time and the picture that was painted of the frame there. */
export function keyframe(): OptionType<Keyframe> {
  return {
    expected: 'a time with the picture painted of the frame there, such as 120f=painted.png',
    placeholder: '<time=file>',
    parse(text) {
      const [, time, picture] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      return time === undefined ? text : { time: parseMoment(time), picture };
    },
    accepts(value) {
      const { time, picture } = (value ?? {}) as Partial<Keyframe>;
      const isPath = typeof picture === 'string' && picture !== '' && !picture.includes('\0');
      return readMoment(time) !== undefined && isPath;
    },
    format: ({ time, picture }) => `${time}=${picture}`,
    withPaths: (value, to) => ({ ...value, picture: to(value.picture) }),
  };
}
