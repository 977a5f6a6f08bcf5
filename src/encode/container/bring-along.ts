import { CONTAINERS } from '../../formats/containers.js';
import type { FfmpegInput } from '../../media/ffmpeg/ffmpeg.js';
import type { VideoInfo } from '../../media/info.js';
import { outputRate, type Span } from '../../media/time/resampled.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { outputTimecode } from '../../media/time/timecode.js';
import type { OutputTarget } from '../output/target.js';
import type { OutputFormat } from '../picture/format.js';
import { takesSound } from '../sound/ask-ffmpeg.js';
import { type AudioPlan, planAudio } from '../sound/audio.js';
import { audioCommand } from '../sound/command.js';
import { continuedSound } from '../sound/continued-sound.js';
import { findSoundCuts } from '../sound/cuts.js';
import { subtitleCommand } from '../subtitles/command.js';
import { type Along, SourceInputs } from './source-inputs.js';
import { clipTitles, lostStreams } from './titles.js';

/** What of the source goes along with the picture: sound, subtitles, chapters, titles. */
export interface BringAlong {
  readonly inputs: readonly FfmpegInput[];
  readonly outputOptions: readonly string[];
  /** By how much all of the output is to be moved on, in seconds. */
  readonly shift: number;
  readonly notices: readonly string[];
  /** The streams that go along, in the output's order, after the picture; for messages. */
  readonly streams: readonly string[];
}

/** What a {@link BringAlong} is made for. */
export interface BringAlongRequest {
  /** Temporary files are named beside it, and removed with its own. */
  readonly target: OutputTarget;
  readonly source: VideoInfo;
  readonly selection: FrameSelection;
  readonly signal: AbortSignal | undefined;
}

/** Finds out what goes along, and writes what has to be written beforehand. */
export async function bringAlong(request: BringAlongRequest, span: Span): Promise<BringAlong> {
  const { target, selection, signal } = request;
  const { container } = target.format;
  const late = Math.max(span.from - span.zero, 0);
  if (target.silent || request.source.pictures)
    return { inputs: [], outputOptions: [], shift: late, notices: [], streams: [] };
  const scratch = (ending: string): string => target.pending.beside(ending);
  const source = await continuedSound(request.source, () => scratch('.sound.mkv'), signal);
  const inputs = new SourceInputs(source, span.from);
  const along: Along = { source, container, span, inputs, scratch, signal };
  const plans = await planSounds(along, target.format);
  const audio = await audioCommand(plans, along);
  const subtitles = await subtitleCommand(along);
  // Matroska has no times before 0, and FFmpeg, left to itself, shifts some packets and not others.
  const shift = Math.max(late, CONTAINERS[container].editLists ? 0 : -audio.earliest);
  const rate = outputRate(source, selection);
  const timecode = rate && outputTimecode(source, selection.first, rate);
  const notices = [
    ...plans.flatMap(({ notice }) => notice ?? []),
    ...subtitles.notices,
    ...lostStreams(source),
  ];
  if (source.timecode && timecode === undefined) {
    notices.push(
      `The timecode ${source.timecode.text} is left out because the frame rate varies: set a constant rate with \`--fps\` to keep it.`,
    );
  }
  // FFmpeg does not move chapters with the rest of the output: they come from a clock that is moved already.
  const chapters = source.chapters.length > 0 ? inputs.at(shift) : -1;
  return {
    outputOptions: [
      ...[...audio.outputOptions, ...subtitles.outputOptions],
      ...['-map_metadata', String(inputs.at(0)), '-map_chapters', String(chapters)],
      ...clipTitles(source, timecode, container),
    ],
    inputs: inputs.list,
    streams: [
      ...plans.map(({ stream: { index, codec } }) => `audio stream ${index} (${codec})`),
      ...subtitles.streams,
    ],
    shift,
    notices,
  };
}

/** What happens to each sound stream that the format carries. */
async function planSounds(
  { source, container, span, signal }: Along,
  format: OutputFormat,
): Promise<AudioPlan[]> {
  const cuts = await findSoundCuts(source, signal);
  const alac = container === 'mp4' && source.audio.some(({ codec }) => codec === 'alac');
  const alacInMp4 = alac ? await takesSound('mp4', 'alac', signal) : true;
  const part = span.zero > 0 || span.to !== undefined;
  return source.audio.flatMap(
    (stream) => planAudio(stream, format, { part, cuts: cuts.get(stream.index), alacInMp4 }) ?? [],
  );
}
