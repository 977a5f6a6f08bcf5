import { resolve } from 'node:path';
import type { CheckpointJob } from '../../checkpoint/earlier-run.js';
import {
  contentOfFiles,
  type Fingerprint,
  fileHash,
  fingerprint,
  fingerprintOfFiles,
} from '../../checkpoint/fingerprint.js';
import type { EarlyFacts } from '../../checkpoint/manifest.js';
import { findPictures } from '../../decode/pictures/find-pictures.js';
import type { Size } from '../../decode/size.js';
import { finalPath } from '../../encode/output/picture-folder.js';
import { InputError } from '../../errors.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { readVersion } from '../../media/ffmpeg/version.js';
import type { VideoInfo } from '../../media/info.js';
import type { FrameSelection } from '../../media/time/selection.js';
import { libraryOptions } from '../../options/library-options.js';
import { optionFiles, optionsByContent } from '../../options/option-files.js';
import type { StylizeOptions } from '../../options/resolve.js';
import { packageVersion } from '../../package-version.js';
import { fastWeightsPath } from '../../stylize/fast/fast-weights.js';
import { modelFor, resolveModel } from '../../stylize/models/resolve-model.js';
import { styleKind } from '../../stylize/style-network/style-kind.js';
import { workFolderFor } from '../work-place.js';
import type { JobPaths } from './job-plan.js';

/** Names of the options that painted frames depend on: a job is continued only with the same. */
const frameOptions: readonly string[] = Object.entries(libraryOptions)
  .filter(([, definition]) => definition.keepsFrames !== true)
  .map(([name]) => name);

/** Options that change nothing of the output. */
const ofOneRun = ['restart', 'overwrite', 'workDir', 'keepWork', 'strict', 'ffmpegTimeout', 'allowUrl'];

const outputOptions: readonly string[] = Object.keys(libraryOptions).filter(
  (name) => !ofOneRun.includes(name),
);

/**
 * Where the frames of a job are kept, and what a job that continues it must find the same.
 *
 * @throws InputError for a style, ModelError for a network that cannot be read
 */
export async function planCheckpoint(
  info: VideoInfo,
  { style, output }: Pick<JobPaths, 'style' | 'output'>,
  options: StylizeOptions,
  { first, count }: FrameSelection,
  { width, height }: Size,
): Promise<CheckpointJob> {
  const [ffmpeg, styleHash, modelHash, inputFile, contents] = await Promise.all([
    readVersion('ffmpeg'),
    fileHash(style).catch((error: Error) => {
      throw new InputError(`The style \`${style}\` cannot be read: ${error.message}`, error);
    }),
    weightsFile(style, options).then(fileHash),
    inputFingerprint(info),
    contentsOf(optionFiles(options)),
  ]);
  const facts: EarlyFacts = {
    input: info.path,
    style: resolve(style),
    output: resolve(output),
    inputFile,
    styleHash,
    modelHash,
    options: { ...options },
    compared: frameOptions,
    optionContents: optionsByContent(options, contents),
    versions: { 'nst-video': packageVersion(), FFmpeg: ffmpeg.version },
    selection: { first, count },
    size: { width, height },
  };
  return {
    folder: workFolderFor(output, options.workDir),
    output: finalPath(output, options.preset),
    facts,
    outputOptions,
    restart: options.restart,
  };
}

/**
 * That style, network and the files that options name, which have been read by now, are still those that the facts
 * speak of.
 *
 * @throws InputError where one was replaced meanwhile
 */
export async function checkPainting(
  style: string,
  options: StylizeOptions,
  { styleHash, modelHash, optionContents }: Pick<EarlyFacts, 'styleHash' | 'modelHash' | 'optionContents'>,
): Promise<void> {
  const replaced = (path: string) =>
    new InputError(`\`${path}\` was replaced while it was being read: run the command again`);
  const model = await weightsFile(style, options);
  for (const [path, hash] of [
    [style, styleHash],
    [model, modelHash],
  ] as const) {
    if ((await fileHash(path).catch(() => '')) === hash) continue;
    throw replaced(path);
  }
  const files = optionFiles(options);
  const now = optionsByContent(options, await contentsOf(files));
  if (JSON.stringify(now) !== JSON.stringify(optionContents)) throw replaced(files.join('`, `'));
}

/** What each file is known by again; a pattern stands for all its pictures. */
async function contentsOf(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = paths.map(async (path) => {
    const pictures = await findPictures(path);
    if (pictures) return [path, await contentOfFiles(pictures.files)] as const;
    const hash = fileHash(path).catch((error: Error) => {
      throw new InputError(`\`${path}\` cannot be read: ${error.message}`, error);
    });
    return [path, await hash] as const;
  });
  return new Map(await Promise.all(known));
}

/** The weights that a clip is painted with; a network file as the style brings its own. */
export async function weightsFile(style: string, options: StylizeOptions): Promise<string> {
  if ((await styleKind(style)) === 'network') return style;
  return options.fast ? fastWeightsPath() : resolveModel(modelFor(options, 'clip'));
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
