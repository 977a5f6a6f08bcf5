import { resolve } from 'node:path';
import type { Size } from '../decode/size.js';
import { InputError } from '../errors.js';
import { isUrl } from '../media/ffmpeg/ffprobe.js';
import { readVersion } from '../media/ffmpeg/version.js';
import type { VideoInfo } from '../media/info.js';
import type { FrameSelection } from '../media/time/selection.js';
import { libraryOptions } from '../options/library-options.js';
import type { StylizeOptions } from '../options/resolve.js';
import { packageVersion } from '../package-version.js';
import { modelFor, resolveModel } from '../stylize/models/resolve-model.js';
import { type Fingerprint, fileHash, fingerprint, fingerprintOfFiles } from '../work/fingerprint.js';
import type { JobFacts } from '../work/manifest.js';
import type { JobPaths } from './job-paths.js';

/** What of a job's facts is known before the engine is started and the clip is looked into. */
export type EarlyFacts = Omit<JobFacts, 'device' | 'area'>;

/** Names of the options that painted frames depend on: a job is continued only with the same. */
const frameOptions: readonly string[] = Object.entries(libraryOptions)
  .filter(([, definition]) => definition.keepsFrames !== true)
  .map(([name]) => name);

/** Options that change nothing of the output. */
const ofOneRun = ['restart', 'overwrite', 'workDir', 'keepWork', 'strict', 'ffmpegTimeout', 'allowUrl'];

/** Names of the options that the output depends on. */
export const outputOptions: readonly string[] = Object.keys(libraryOptions).filter(
  (name) => !ofOneRun.includes(name),
);

/**
 * What a job that continues another must find the same.
 *
 * @throws InputError for a style, ModelError for a network that cannot be read
 */
export async function gatherFacts(
  info: VideoInfo,
  { style, output }: Pick<JobPaths, 'style' | 'output'>,
  options: StylizeOptions,
  selection: FrameSelection,
  { width, height }: Size,
): Promise<EarlyFacts> {
  const [ffmpeg, styleHash, modelHash, inputFile] = await Promise.all([
    readVersion('ffmpeg'),
    fileHash(style).catch((error: Error) => {
      throw new InputError(`The style \`${style}\` cannot be read: ${error.message}`, error);
    }),
    resolveModel(modelFor(options, 'clip')).then(fileHash),
    inputFingerprint(info),
  ]);
  return {
    input: info.path,
    style: resolve(style),
    output: resolve(output),
    inputFile,
    styleHash,
    modelHash,
    options: { ...options },
    compared: frameOptions,
    versions: { 'nst-video': packageVersion(), FFmpeg: ffmpeg.version },
    selection: { first: selection.first, count: selection.count },
    size: { width, height },
  };
}

/**
 * That style and network, which have been read by now, are still those that the facts speak of.
 *
 * @throws InputError where one was replaced meanwhile
 */
export async function checkPainting(
  style: string,
  options: StylizeOptions,
  { styleHash, modelHash }: Pick<EarlyFacts, 'styleHash' | 'modelHash'>,
): Promise<void> {
  const model = await resolveModel(modelFor(options, 'clip'));
  for (const [path, hash] of [
    [style, styleHash],
    [model, modelHash],
  ] as const) {
    if ((await fileHash(path).catch(() => '')) === hash) continue;
    throw new InputError(`\`${path}\` was replaced while it was being read: run the command again`);
  }
}

/** The files of pictures in sequence, each once. */
export function picturePaths({ pictures = [] }: VideoInfo): string[] {
  return [...new Set(pictures.map((picture) => picture.path))];
}

async function inputFingerprint(info: VideoInfo): Promise<Fingerprint | null> {
  const { allowUrl, path, pictures } = info;
  if (pictures) return await fingerprintOfFiles(picturePaths(info));
  return allowUrl && isUrl(path) ? null : await fingerprint(path);
}

/** How many past frames the temporal loss of a job with these options looks back. */
export function pastFrames({ longTerm }: Readonly<Record<string, unknown>>): number {
  return (longTerm as StylizeOptions['longTerm']).at(-1) ?? 1;
}
