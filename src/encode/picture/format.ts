import { UsageError } from '../../errors.js';
import type { StylizeOptions } from '../../options/resolve.js';
import { type Container, containerOf, endingOf } from '../container/containers.js';
import { CODECS, type CodecName, type CodecSpec } from './codecs.js';
import { PRESETS, type PresetSpec } from './presets.js';

/** The options that decide on the format; `auto` where one is left out. */
export type FormatOptions = Partial<Pick<StylizeOptions, 'preset' | 'codec' | 'crf'>>;

/** What is to be written. */
export interface OutputFormat {
  readonly container: Container;
  readonly codec: CodecSpec;
  /** `undefined` where the codec has no such dial. */
  readonly crf: number | undefined;
  readonly sound: PresetSpec['sound'];
}

/** The codec of a container where neither preset nor codec is asked for. */
const USUAL: Readonly<Record<Container, CodecName>> = {
  ...{ mp4: 'h264', mov: 'h264', mkv: 'h264', webm: 'vp9', gif: 'gif', png: 'png' },
};

/**
 * The format of an output: the preset's, or that of the output's extension,
 * with another codec where one is asked for.
 *
 * @throws {UsageError} where preset, codec and container do not go together or the CRF is out of its range.
 */
export function chooseFormat(output: string, options: FormatOptions = {}): OutputFormat {
  const { preset: presetName = 'auto', codec: codecName = 'auto', crf = 'auto' } = options;
  const preset = presetName === 'auto' ? undefined : PRESETS[presetName];
  if (preset && codecName !== 'auto' && codecName !== preset.codec) {
    throw new UsageError(
      `Expected either \`--preset\` or \`--codec\`, got both (\`${presetName}\` and \`${codecName}\`): a preset already includes a codec`,
    );
  }
  const container = containerOf(output, presetName);
  if (preset && !preset.containers.includes(container)) {
    throw new UsageError(
      `The preset ${presetName} needs an output ending in ${preset.containers.map(endingOf).join(', ')}, got \`${output}\``,
    );
  }
  const codec = CODECS[preset?.codec ?? (codecName === 'auto' ? USUAL[container] : codecName)];
  if (!codec.containers.includes(container)) {
    throw new UsageError(
      `A ${endingOf(container)} file cannot hold ${codec.name}: use ${codec.containers.map(endingOf).join(', ')}, or choose another \`--codec\``,
    );
  }
  if (crf !== 'auto' && (!(crf >= 0 && crf <= codec.maxCrf) || codec.defaultCrf === undefined)) {
    throw new UsageError(
      codec.defaultCrf === undefined
        ? `\`--crf\` has no effect on ${codec.name}: leave it out`
        : `Expected \`--crf\` to be between 0 and ${codec.maxCrf} for ${codec.name}, got \`${crf}\``,
    );
  }
  return {
    container,
    codec,
    crf: crf === 'auto' ? codec.defaultCrf : crf,
    sound: preset?.sound ?? 'copy',
  };
}
