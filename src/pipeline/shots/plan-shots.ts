import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, readdir, rm, rmdir } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileHash } from '../../checkpoint/fingerprint.js';
import { differences, type Manifest } from '../../checkpoint/manifest.js';
import { findPictures } from '../../decode/pictures/find-pictures.js';
import { finalPath } from '../../encode/output/picture-folder.js';
import { OutputError, UsageError, WorkError } from '../../errors.js';
import { makeFolder } from '../../files/make-folder.js';
import { flushFile, tryFolder, writeWholeFile } from '../../files/whole-file.js';
import { isUrl } from '../../media/ffmpeg/ffprobe.js';
import { toNumber } from '../../media/time/rational.js';
import { outputRate } from '../../media/time/resampled.js';
import { optionFiles } from '../../options/option-files.js';
import type { StylizeOptionsInput } from '../../options/resolve.js';
import type { OnStylizeProgress } from '../../progress.js';
import { EMBEDDED_NAMES } from '../../stylize/network/embedded.js';
import { openFastPainter } from '../fast-painter.js';
import { learnFromClip } from '../fine-tuning.js';
import type { JobPaths, VideoPlan } from '../plan/job-plan.js';
import { checkPainting, weightsFile } from '../plan/plan-checkpoint.js';
import { planVideo } from '../plan/plan-video.js';
import { isAssembled } from './assembled.js';
import { type FoundShots, lookThrough } from './look-through.js';
import { painterPath, planPath, readPlan, type ShotsPlan, writePlan } from './plan-file.js';
import { splitShots, wholeShots } from './split-shots.js';

/** How a clip is planned shot by shot. */
export interface PlanShotsControl {
  /** Shots that last longer are split, in seconds; null: none is. Default null. */
  readonly splitShots?: number | null | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many frames have been looked at, of how many. */
  readonly onFrame?: ((done: number, frames: number) => void) | undefined;
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Hears how the painter of one pass is trained for the clip. */
  readonly onProgress?: OnStylizeProgress | undefined;
}

/**
 * Plans a clip whose shots are painted one by one, and writes the plan into a job folder, which is made: what a
 * job's plan says, and besides the shots, a digest of every decoded frame, and copies of the style and of a network of
 * the user's own. The clip is decoded once. Where the same job was planned there before, nothing is done.
 *
 * @param folder new, empty, or one where the same job was planned
 * @throws UsageError for a URL; WorkError where the folder holds another job, OutputError where it cannot be made; else as
 *   `stylizeVideo`, before it paints
 */
export async function planShots(
  paths: JobPaths,
  options: StylizeOptionsInput,
  folder: string,
  control: PlanShotsControl = {},
): Promise<ShotsPlan> {
  if (isUrl(paths.input)) {
    throw new UsageError(
      `Expected a local file, got the URL \`${paths.input}\`: download it first, every machine reads it`,
    );
  }
  if (options.explain !== undefined) {
    throw new UsageError(
      'Expected no `explain` for a clip whose shots are painted apart, got one: explain a draft of it, or a part of it, painted as a whole',
    );
  }
  const before = await readPlan(folder);
  const makes = !before && (await checkEmpty(folder));
  try {
    return await planInto(folder, before, paths, options, control);
  } catch (error) {
    // Left alone where something has come to lie in it.
    if (makes) await rmdir(folder).catch(() => {});
    throw error;
  }
}

async function planInto(
  folder: string,
  before: ShotsPlan | undefined,
  paths: JobPaths,
  options: StylizeOptionsInput,
  { splitShots: longest = null, signal, onFrame, onNotice, onProgress }: PlanShotsControl,
): Promise<ShotsPlan> {
  const absolute = {
    input: resolve(paths.input),
    style: resolve(paths.style),
    output: resolve(paths.output),
  };
  // What another run has left at the output has nothing to do with this job's frames; an output of its own is no surprise.
  const own = await isAssembled(folder, finalPath(absolute.output, options.preset ?? 'auto'));
  const fresh = { ...options, restart: true, overwrite: options.overwrite === true || own };
  const made = await planVideo(absolute, fresh, { signal, stopAtFirst: true });
  if (longest !== null && made.regions?.all.some(({ mask }) => mask.kind === 'followed')) {
    throw new UsageError(
      'Expected masks for each frame, or none, with `--split-shots`: a mask that is followed comes from the frame before, which another part has',
    );
  }
  const given = { restart: false, overwrite: options.overwrite === true };
  const plan: VideoPlan = { ...made, options: { ...made.options, ...given } };
  if (before) {
    checkSamePlan(folder, before, plan, longest);
    return before;
  }
  for (const text of plan.notices) onNotice?.(text);
  const { count } = plan.selection;
  const found = await lookThrough(plan, {
    signal,
    onFrame: (index) => onFrame?.(index + 1, count),
    measuresMotion: longest !== null,
  });
  for (const text of found.notices) if (!plan.notices.includes(text)) onNotice?.(text);
  await checkPainting(absolute.style, plan.options, plan.checkpoint.facts);
  const learnt = await learn(plan, { signal, onProgress });
  return writeJobFolder(folder, plan, found, longest, learnt);
}

/** What the painter of one pass learns from the whole clip before its first frame. */
async function learn(
  plan: VideoPlan,
  { signal, onProgress }: PlanShotsControl,
): Promise<Uint8Array | undefined> {
  const { fast, area, options } = plan;
  if (!fast || !area) return undefined;
  await using painter = await openFastPainter(fast, options, signal);
  return await learnFromClip(painter, plan, area, { signal, onProgress });
}

async function writeJobFolder(
  folder: string,
  plan: VideoPlan,
  found: FoundShots,
  longest: number | null,
  learnt: Uint8Array | undefined,
): Promise<ShotsPlan> {
  assert(plan.area, 'a plan without problems knows the active area');
  const { damaged, digests, notices } = found;
  const rate = toNumber(outputRate(plan.info, plan.selection) ?? plan.info.video.frameRate);
  const shots =
    longest === null ? wholeShots(found.shots) : splitShots(found, Math.max(1, Math.round(longest * rate)));
  const { paths, options, info, selection, size, outputSize, model, area, checkpoint } = plan;
  const style = `style${extname(paths.style)}`;
  const ownNetwork = !options.fast && !EMBEDDED_NAMES.some((name) => name === model);
  const weights = ownNetwork ? await weightsFile(paths.style, options) : undefined;
  // A network file as the style brings its own.
  const networkFile = weights === paths.style ? undefined : weights;
  const network = networkFile === undefined ? null : `network${extname(networkFile)}`;
  const made: string[] = [];
  const copy = async (from: string, name: string) => {
    made.push(join(folder, name));
    await copyFile(from, join(folder, name));
    await flushFile(join(folder, name));
  };
  try {
    await makeFolder(folder);
    await copy(paths.style, style);
    if (networkFile !== undefined && network !== null) await copy(networkFile, network);
    const ofOptions: Record<string, { name: string; hash: string }> = {};
    for (const [i, path] of optionFiles(options).entries()) {
      if (await findPictures(path)) continue;
      const name = `option-${i + 1}${extname(path)}`;
      await copy(path, name);
      ofOptions[path] = { name, hash: await fileHash(path) };
    }
    if (learnt) {
      made.push(painterPath(folder));
      await writeWholeFile(painterPath(folder), learnt);
    }
    await writePlan(folder, {
      folder: resolve(folder),
      paths,
      options,
      info,
      selection,
      size,
      outputSize,
      model,
      area,
      painterHash: learnt ? createHash('sha256').update(learnt).digest('hex') : null,
      notices: [...new Set([...plan.notices, ...notices])],
      facts: checkpoint.facts,
      outputOptions: checkpoint.outputOptions,
      copies: { style, network, options: ofOptions },
      splitShots: longest,
      shots,
      damaged,
      digests: Buffer.from(digests).toString('base64'),
    });
  } catch (error) {
    for (const path of made) await rm(path, { force: true });
    throw new OutputError(
      `The job folder \`${folder}\` cannot be written: ${(error as Error).message}`,
      error,
    );
  }
  const written = await readPlan(folder);
  assert(written, `${planPath(folder)} has just been written`);
  return written;
}

/** That a job folder is new or empty. Makes it; resolves to whether it was not there. */
async function checkEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new OutputError(`Expected \`${folder}\` to be a folder for the job: ${error.message}`, error);
  });
  if (names && names.length > 0) {
    throw new OutputError(
      `Expected \`${folder}\` to be a new or empty folder, but it contains \`${names[0]}\`: name another one`,
    );
  }
  if (!names) {
    await makeFolder(folder).catch((error: Error) => {
      throw new OutputError(`The job folder \`${folder}\` cannot be made: ${error.message}`, error);
    });
  }
  await tryFolder(folder).catch((error: Error) => {
    throw new OutputError(`The job folder \`${folder}\` cannot be written: ${error.message}`, error);
  });
  return !names;
}

/** @throws WorkError where the folder holds the plan of another job */
function checkSamePlan(
  folder: string,
  before: ShotsPlan,
  { checkpoint, paths }: VideoPlan,
  longest: number | null,
): void {
  const { facts, outputOptions } = checkpoint;
  const other = differences(before.facts as Manifest, facts).map(({ what }) => what);
  for (const name of outputOptions) {
    const [then, now] = [before.facts.options[name], facts.options[name]];
    if (JSON.stringify(then) !== JSON.stringify(now)) other.push(`option ${name}`);
  }
  if (before.paths.output !== paths.output) other.push('output');
  if (before.splitShots !== longest) other.push('option splitShots');
  if (other.length === 0) return;
  throw new WorkError(
    `\`${folder}\` holds the plan of another job (different: ${[...new Set(other)].join(', ')}): name another folder`,
  );
}
