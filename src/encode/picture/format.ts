import { extname } from 'node:path';
import { UsageError } from '../../errors.js';
import { type ClipCodecName, CODECS, type CodecSpec, USUAL_CODECS } from '../../formats/codecs.js';
import { CONTAINERS, type Container, endingOf } from '../../formats/containers.js';
import { PRESETS, type PresetName, type PresetSpec } from '../../formats/presets.js';
import type { MediaInfo } from '../../media/info.js';
import { pictureFolderOf } from '../output/picture-folder.js';

/** The options that decide on the format; `auto` where one is left out. */
export interface FormatOptions {
  readonly preset?: PresetName | 'auto' | undefined;
  readonly codec?: ClipCodecName | 'auto' | undefined;
  readonly crf?: number | 'auto' | undefined;
}

/** What is to be written. */
export interface OutputFormat {
  readonly container: Container;
  readonly codec: CodecSpec;
  /** `undefined` where the codec has no such dial. */
  readonly crf: number | undefined;
  readonly sound: PresetSpec['sound'];
}

/**
 * The file type that a name asks for; `frames/%04d.png` asks for numbered pictures.
 *
 * @param preset with `png`, a name without a known extension is the folder of numbered pictures
 * @throws {UsageError} for an extension that is not in the list.
 */
export function containerOf(output: string, preset = 'auto'): Container {
  if (pictureFolderOf(output, preset) !== undefined) return 'png';
  const extension = extname(output).toLowerCase();
  const known = Object.entries(CONTAINERS);
  const found = known.find(([, { extensions }]) => extensions.includes(extension))?.[0];
  if (found) return found as Container;
  const endings = known.flatMap(([, { extensions }]) => extensions).join(', ');
  throw new UsageError(`Expected the output to end in ${endings} or %04d.png, got \`${output}\``);
}

/** The extension, with its dot, of an output that the user has not named: MP4, QuickTime and Matroska keep theirs. */
export function defaultContainer(info: Pick<MediaInfo, 'path'>): string {
  const extension = extname(info.path).toLowerCase();
  return ['.mp4', '.m4v', '.mov', '.mkv'].includes(extension) ? extension : '.mp4';
}

/**
 * The format of an output: the preset's, or that of the output's extension,
 * with another codec where one is asked for.
 *
 * @throws {UsageError} where preset, codec and container do not go together or the CRF is out of its range.
 */
export function chooseFormat(output: string, options: FormatOptions = {}): OutputFormat {
  const { preset: presetName = 'auto', codec: codecName = 'auto', crf = 'auto' } = options;
  const preset: PresetSpec | undefined = presetName === 'auto' ? undefined : PRESETS[presetName];
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
  const codec = CODECS[preset?.codec ?? (codecName === 'auto' ? USUAL_CODECS[container] : codecName)];
  if (!codec.containers.includes(container)) {
    throw new UsageError(
      `A ${endingOf(container)} file cannot hold ${codec.name}: use ${codec.containers.map(endingOf).join(', ')}, or choose another \`--codec\``,
    );
  }
  const sound = preset?.sound ?? 'copy';
  if (crf === 'auto') return { container, codec, crf: codec.crf?.usual, sound };
  if (codec.crf && crf >= 0 && crf <= codec.crf.max) return { container, codec, crf, sound };
  throw new UsageError(
    codec.crf
      ? `Expected \`--crf\` to be between 0 and ${codec.crf.max} for ${codec.name}, got \`${crf}\``
      : `\`--crf\` has no effect on ${codec.name}: leave it out`,
  );
}
