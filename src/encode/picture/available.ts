import { FfmpegError, UsageError } from '../../errors.js';
import { CODECS, type CodecSpec, type EncoderSpec } from '../../formats/codecs.js';
import { PRESETS, type PresetName, presetNames } from '../../formats/presets.js';
import { findBinaries, findBinary } from '../../media/ffmpeg/binaries.js';
import { readEncoders } from '../../media/ffmpeg/version.js';

/**
 * The encoder that makes a codec: the first of its list that FFmpeg was built with.
 *
 * @param constantRate whether frames come at one rate, which some encoders need
 * @throws {FfmpegError} where it has none of them, naming what to do instead; {@link UsageError} where
 *   it has only one for constant rates.
 */
export async function availableEncoder(codec: CodecSpec, constantRate = true): Promise<EncoderSpec> {
  const encoders = await readEncoders();
  const found = codec.encoders.find(
    ({ name, constantRateOnly = false }) => encoders.has(name) && (constantRate || !constantRateOnly),
  );
  if (found) return found;
  const other = encoderAmong(codec, encoders);
  if (other) {
    throw new UsageError(
      `The clip's frame rate varies, which ${other.name} does not support: set a constant rate, for example with \`--fps 30\`, or choose another preset`,
    );
  }
  const here = findBinary('ffmpeg').path;
  const wanted = codec.encoders.map(({ name }) => name).join(' or ');
  const elsewhere = await otherWith(codec, here);
  const presets = presetsAmong(encoders).join(', ') || 'none';
  throw new FfmpegError(
    `The FFmpeg at \`${here}\` has no encoder for ${codec.name} (${wanted}): ` +
      (elsewhere === undefined
        ? 'set FFMPEG_PATH to an FFmpeg that has one'
        : `set FFMPEG_PATH to \`${elsewhere}\`, which has one`) +
      `, or choose a preset that works here: ${presets}`,
  );
}

/** The encoder of a codec that is among those of an FFmpeg, if any is. */
function encoderAmong(codec: CodecSpec, encoders: ReadonlySet<string>): EncoderSpec | undefined {
  return codec.encoders.find(({ name }) => encoders.has(name));
}

/** The presets that an FFmpeg with these encoders can write. */
export function presetsAmong(encoders: ReadonlySet<string>): PresetName[] {
  return presetNames.filter((name) => encoderAmong(CODECS[PRESETS[name].codec], encoders) !== undefined);
}

/** Another FFmpeg of this machine that can write the codec. */
async function otherWith(codec: CodecSpec, here: string): Promise<string | undefined> {
  for (const binary of findBinaries('ffmpeg')) {
    if (binary.path === here) continue;
    const encoders = await readEncoders(binary).catch(() => undefined); // one that does not run is no help
    if (encoders && encoderAmong(codec, encoders)) return binary.path;
  }
  return undefined;
}
