import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Fingerprint, fileHash, fingerprint } from '../../checkpoint/fingerprint.js';
import { differences, type Manifest } from '../../checkpoint/manifest.js';
import { findPictures } from '../../decode/pictures/find-pictures.js';
import { InputError, WorkError } from '../../errors.js';
import { readVersion } from '../../media/ffmpeg/version.js';
import type { VideoInfo } from '../../media/info.js';
import { optionFiles, withOptionFiles } from '../../options/option-files.js';
import type { StylizeOptions } from '../../options/resolve.js';
import { packageVersion } from '../../package-version.js';
import { planCourse } from '../course.js';
import { planKeys } from '../keyframes/plan-keys.js';
import type { ActiveArea } from '../letterbox.js';
import type { VideoPlan } from '../plan/job-plan.js';
import { encoderOptions } from '../plan/plan-video.js';
import { wayOf } from '../plan/style-options.js';
import { type PlannedShot, painterPath, readPlan, type ShotsPlan } from './plan-file.js';

/** A job folder as seen from this machine. */
export interface ShotsJob {
  readonly folder: string;
  /** Without what it is painted with. */
  readonly plan: VideoPlan;
  readonly area: ActiveArea;
  readonly shots: readonly PlannedShot[];
  readonly damaged: boolean;
  /** Of every frame of the selection (`digestOf`). */
  readonly digests: Uint8Array;
  /** What the painter of one pass has learnt for the clip. */
  readonly painter: Uint8Array | undefined;
}

/** The folder in which a shot's frames are kept; shots are counted from 0, their names from 1. */
export function shotFolder(folder: string, shot: number): string {
  return join(folder, 'shots', String(shot + 1).padStart(4, '0'));
}

/**
 * Opens a job folder and finds what it needs on this machine: each file where it was planned, or else as far from the
 * job folder as it was there; style and network also as copies in the job folder.
 *
 * @throws InputError for a folder without a plan, and for a file that is missing or another one; WorkError where the plan
 *   is damaged or was made with other versions
 */
export async function openJob(folder: string): Promise<ShotsJob> {
  const written = await readPlan(folder);
  if (!written) {
    throw new InputError(
      `Expected \`${folder}\` to be a job folder, found no plan there: see \`nst-video plan\``,
    );
  }
  await checkVersions(folder, written);
  const seen = (path: string) => resolve(folder, relative(written.folder, path));
  const { facts, copies, paths } = written;
  const info = await findClip(written, seen);
  const style = await findCopy('style', paths.style, join(folder, copies.style), facts.styleHash);
  const options = await findOptionFiles(await findNetwork(written, folder), written, folder, seen);
  const local = {
    paths: { input: info.path, style, output: await placeOf(paths.output, seen) },
    options,
    info,
    selection: written.selection,
    size: written.size,
    outputSize: written.outputSize,
  };
  const plan: VideoPlan = {
    kind: 'video',
    ...local,
    way: await wayOf(style, options),
    model: written.model,
    encoder: encoderOptions(local),
    checkpoint: {
      folder,
      output: local.paths.output,
      facts,
      outputOptions: written.outputOptions,
      restart: false,
      anyDevice: true,
    },
    earlier: undefined,
    area: written.area,
    course: planCourse(info, options),
    keys: await planKeys({ ...local, area: written.area }),
    painter: undefined,
    fast: undefined,
    regions: undefined,
    notices: written.notices,
    problems: [],
  };
  const { shots, damaged, area } = written;
  const digests = new Uint8Array(Buffer.from(written.digests, 'base64'));
  return { folder, plan, area, shots, damaged, digests, painter: await readPainter(folder, written) };
}

/** @throws WorkError where what was learnt is missing or damaged */
async function readPainter(folder: string, { painterHash }: ShotsPlan): Promise<Uint8Array | undefined> {
  if (painterHash === null) return undefined;
  const path = painterPath(folder);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes && createHash('sha256').update(bytes).digest('hex') === painterHash) return bytes;
  throw new WorkError(`\`${path}\` is ${bytes ? 'damaged' : 'missing'}: plan the job again in a new folder`);
}

async function checkVersions(folder: string, { facts }: ShotsPlan): Promise<void> {
  const { version } = await readVersion('ffmpeg');
  const versions = { 'nst-video': packageVersion(), FFmpeg: version };
  const other = differences(facts as Manifest, { versions });
  if (other.length === 0) return;
  const list = other.map(({ what, before, now }) => `${what}: ${before} -> ${now}`).join('; ');
  throw new WorkError(
    `The job in \`${folder}\` was planned with other versions than ${hostname()} has (${list}): install the same, or plan it again in a new folder`,
  );
}

/** The clip, with the paths that it has here. */
async function findClip({ info, facts }: ShotsPlan, seen: (path: string) => string): Promise<VideoInfo> {
  const tried = [...new Set([info.path, seen(info.path)])];
  const found: string[] = [];
  for (const path of tried) {
    const here = (one: string) => (path === info.path ? one : seen(one));
    const pictures = info.pictures?.map((picture) => ({ ...picture, path: here(picture.path) }));
    const now = await contentOf(pictures?.map((picture) => picture.path) ?? [path]);
    if (!now) continue;
    found.push(path);
    const same = now.bytes === facts.inputFile?.bytes && (pictures || now.sample === facts.inputFile.sample);
    if (same) return { ...info, path, pictures };
  }
  throw notHere('clip', info.path, tried, found);
}

/** What files are known by; undefined where one is missing. Of several, only how long they are together. */
async function contentOf(
  paths: readonly string[],
): Promise<Pick<Fingerprint, 'bytes' | 'sample'> | undefined> {
  try {
    if (paths.length === 1) return await fingerprint(paths[0]!);
    let bytes = 0;
    for (const path of new Set(paths)) bytes += (await stat(path)).size;
    return { bytes, sample: '' };
  } catch {
    return undefined;
  }
}

/** A file that the job folder has a copy of. The original goes first: it is the one that messages should name. */
async function findCopy(what: string, path: string, copy: string, hash: string): Promise<string> {
  const found: string[] = [];
  for (const one of [path, copy]) {
    const now = await fileHash(one).catch(() => undefined);
    if (now === hash) return one;
    if (now !== undefined) found.push(one);
  }
  throw notHere(what, path, [path, copy], found);
}

async function findNetwork({ options, copies, facts }: ShotsPlan, folder: string): Promise<StylizeOptions> {
  if (copies.network === null) return options;
  return {
    ...options,
    model: await findCopy('network', options.model, join(folder, copies.network), facts.modelHash),
  };
}

/** The options with the paths that their files have here. */
async function findOptionFiles(
  options: StylizeOptions,
  { copies }: ShotsPlan,
  folder: string,
  seen: (path: string) => string,
): Promise<StylizeOptions> {
  const here = new Map<string, string>();
  for (const path of optionFiles(options)) {
    const copied = copies.options[path];
    if (copied) {
      here.set(path, await findCopy('file', path, join(folder, copied.name), copied.hash));
      continue;
    }
    // Pictures in sequence: what is in them is compared with the job's facts before painting.
    const places = [...new Set([path, seen(path)])];
    const found = await Promise.all(places.map((place) => findPictures(place).catch(() => undefined)));
    const index = found.findIndex((pictures) => pictures !== undefined);
    if (index < 0) throw notHere('pictures', path, places, []);
    here.set(path, places[index]!);
  }
  return withOptionFiles(options, (path) => here.get(path) ?? path);
}

function notHere(what: string, path: string, tried: readonly string[], found: readonly string[]): InputError {
  const quoted = (paths: readonly string[]) => paths.map((one) => `\`${one}\``).join(' or ');
  return new InputError(
    found.length > 0
      ? `The ${what} of the job is \`${path}\`, but ${quoted(found)} on ${hostname()} is another file: bring the original there`
      : `The ${what} of the job, \`${path}\`, is missing on ${hostname()}: bring it to ${quoted(tried)}`,
  );
}

/** Where the output goes: its folder is where it was, or as far from the job folder. */
async function placeOf(output: string, seen: (path: string) => string): Promise<string> {
  const there = await stat(resolve(output, '..')).catch(() => undefined);
  return there?.isDirectory() ? output : seen(output);
}

/** A job with another device or number of threads than planned, where they are given. */
export function onThisMachine(
  job: ShotsJob,
  {
    device,
    threads,
  }: {
    readonly device: StylizeOptions['device'] | undefined;
    readonly threads: StylizeOptions['threads'] | undefined;
  },
): ShotsJob {
  const { options } = job.plan;
  const own = { ...options, device: device ?? options.device, threads: threads ?? options.threads };
  return { ...job, plan: { ...job.plan, options: own } };
}
