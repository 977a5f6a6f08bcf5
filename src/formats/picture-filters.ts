/** What is allowed of one of FFmpeg's filters beside what is allowed of all. */
interface FilterRules {
  /** Its options are to be named, and these are refused: they open files. */
  readonly files?: readonly string[];
}

const plain: FilterRules = {};

/**
 * FFmpeg's filters that may follow painting. Each makes one picture of each picture, of the same size and time, and
 * opens nothing: no file, no address, no library. FFmpeg has others that would; a job file may come from outside.
 */
export const PICTURE_FILTERS: Readonly<Record<string, FilterRules>> = Object.freeze({
  ...{ amplify: plain, atadenoise: plain, avgblur: plain, bilateral: plain, boxblur: plain, cas: plain },
  ...{ chromanr: plain, chromashift: plain, colorbalance: plain, colorchannelmixer: plain },
  ...{ colorcontrast: plain, colorcorrect: plain, colorize: plain, colorlevels: plain },
  ...{ colortemperature: plain, convolution: plain, curves: { files: ['psfile', 'plot'] } },
  ...{ dctdnoiz: plain, deband: plain, deblock: plain, dedot: plain, deflate: plain, dilation: plain },
  ...{ drawbox: plain, drawgrid: plain, edgedetect: plain, elbg: plain, eq: plain, erosion: plain },
  ...{ exposure: plain, fade: plain, fftdnoiz: plain, fftfilt: plain, gblur: plain, geq: plain },
  ...{ gradfun: plain, grayworld: plain, greyedge: plain, hflip: plain, histeq: plain, hqdn3d: plain },
  ...{ hue: plain, huesaturation: plain, inflate: plain, kirsch: plain, lagfun: plain, limiter: plain },
  ...{ lut: plain, lutrgb: plain, lutyuv: plain, median: plain, monochrome: plain, negate: plain },
  ...{ nlmeans: plain, noise: plain, normalize: plain, null: plain, owdenoise: plain, pixelize: plain },
  ...{ prewitt: plain, pseudocolor: plain, removegrain: plain, rgbashift: plain, roberts: plain },
  ...{ sab: plain, selectivecolor: { files: ['psfile'] }, shuffleplanes: plain, smartblur: plain },
  ...{ sobel: plain, swapuv: plain, unsharp: plain, vaguedenoiser: plain, vflip: plain, vibrance: plain },
  ...{ vignette: plain },
});

/** Longest chain that is looked at. */
const longest = 4000;

/**
 * What is wrong with a chain of FFmpeg's filters, `eq=gamma=1.1,unsharp=3:3:0.5`, in words that follow "Expected … to
 * be"; undefined where every filter of it is in {@link PICTURE_FILTERS}.
 *
 * FFmpeg reads such a text in two steps: it takes the filters apart at commas outside quotes and then, without the
 * quotes, the options of each at colons. So does this; a backslash, a label or a second chain, which would make more of it than
 * that, is refused.
 *
 * @param suggest makes of an unknown name, and those that are known, what to say of it
 */
export function filterFault(
  chain: string,
  suggest: (name: string, known: readonly string[]) => string,
): string | undefined {
  const odd = /[\\[\];\0]/.exec(chain)?.[0];
  if (chain.length > longest || odd !== undefined) {
    return `filters one after the other, such as \`eq=gamma=1.1,unsharp\`, got ${odd === undefined ? `${chain.length} characters` : `\`${odd}\` among them`}`;
  }
  const filters = chain.match(/(?:[^,']|'[^']*')+/g) ?? [];
  if (filters.join(',') !== chain) {
    return `filters with commas between them and quotes in pairs, got \`${chain}\``;
  }
  for (const filter of filters) {
    const fault = faultOf(filter.replaceAll("'", ''), suggest);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Of one filter, without quotes. */
function faultOf(filter: string, suggest: (name: string, known: readonly string[]) => string) {
  const at = filter.indexOf('=');
  const [key, values] = at < 0 ? [filter.trim(), ''] : [filter.slice(0, at).trim(), filter.slice(at + 1)];
  if (!Object.hasOwn(PICTURE_FILTERS, key)) {
    const known = Object.keys(PICTURE_FILTERS);
    return `filters that change pictures one by one and open no files (docs/control.md lists them), got \`${key}\`${suggest(key, known)}`;
  }
  const { files } = PICTURE_FILTERS[key]!;
  for (const value of values === '' ? [] : values.split(':')) {
    const option = /^\s*([^=]*?)\s*=/.exec(value)?.[1];
    const named = option !== undefined && /^\w+$/.test(option);
    if (option === undefined ? value.trim().startsWith('/') || files : !named || files?.includes(option)) {
      return `${files ? `named options that open no file for \`${key}\`` : `options of \`${key}\` by their name or in their order`}, got \`${value}\``;
    }
  }
  return undefined;
}
