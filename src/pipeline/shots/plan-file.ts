import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../checkpoint/disk.js';
import type { CheckpointJob } from '../../checkpoint/earlier-run.js';
import { InputError, WorkError } from '../../errors.js';
import { checkRegularPath } from '../../media/ffmpeg/regular-file.js';
import type { ActiveArea } from '../letterbox.js';
import type { VideoPlan } from '../plan/job-plan.js';

/** Version of what a job folder holds. */
const schema = 1;
const fileName = 'plan.json';

/** A shot of a plan, or a part of one that was split. */
export interface PlannedShot {
  /** Index within the selection of its first frame. */
  readonly first: number;
  readonly count: number;
  /** Frames before its first that it paints too: the part before fades into it there. 0 where a shot begins. */
  readonly leadIn: number;
  /** Number, from 0, of the shot that it is or is part of. */
  readonly shot: number;
}

/** The frames that a shot of a plan paints: its own, and those of its lead-in. */
export function paintedSpan({ first, count, leadIn }: PlannedShot): {
  readonly first: number;
  readonly count: number;
} {
  return { first: first - leadIn, count: leadIn + count };
}

/** The plan of a clip whose shots are painted one by one, as it is written down. */
export interface ShotsPlan
  extends Pick<
      VideoPlan,
      'paths' | 'options' | 'info' | 'selection' | 'size' | 'outputSize' | 'model' | 'notices'
    >,
    Pick<CheckpointJob, 'facts' | 'outputOptions'> {
  readonly schema: typeof schema;
  /** Drawn when it was planned. */
  readonly id: string;
  /** Absolute path of the job folder where it was planned: seen from another machine, other paths move with it. */
  readonly folder: string;
  /** Names, in the job folder, of copies of what a machine may lack; no network where it is one of the package's. */
  readonly copies: {
    readonly style: string;
    readonly network: string | null;
    /** Of the files that options name, by path; pictures in sequence are left where they are, as the clip is. */
    readonly options: Readonly<Record<string, { readonly name: string; readonly hash: string }>>;
  };
  /** Digest of what the painter of one pass has learnt for the clip, a file of the job folder; null where it has learnt nothing. */
  readonly painterHash: string | null;
  readonly area: ActiveArea;
  /** Longest part of a shot, in seconds; null where shots are not split. */
  readonly splitShots: number | null;
  /** At least one; together all frames of the selection. */
  readonly shots: readonly PlannedShot[];
  /** The clip is damaged: decoding begins at its beginning for every shot. */
  readonly damaged: boolean;
  /** Of every decoded frame (`frameDigest`), one after the other, in base64. */
  readonly digests: string;
}

/** Where a job folder keeps what the painter of one pass has learnt. */
export function painterPath(folder: string): string {
  return join(folder, 'painter');
}

/** Where the plan of a job folder lies. */
export function planPath(folder: string): string {
  return join(folder, fileName);
}

/** Writes the plan: from then on the folder is a job folder. */
export async function writePlan(folder: string, plan: Omit<ShotsPlan, 'schema' | 'id'>): Promise<void> {
  const text = toText({ schema, id: randomBytes(12).toString('hex'), ...plan });
  await writeDurably(planPath(folder), `${text.slice(0, -1)},"checksum":"${checksum(text)}"}\n`);
}

/**
 * Reads the plan of a job folder; undefined where there is none.
 *
 * @throws WorkError where it is damaged or another version's
 */
export async function readPlan(folder: string): Promise<ShotsPlan | undefined> {
  const path = planPath(folder);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new InputError(`The plan \`${path}\` cannot be read: ${error.message}`, error);
  });
  if (text === undefined) return undefined;
  await checkRegularPath(path);
  const end = text.lastIndexOf(',"checksum":"');
  const own = `${text.slice(0, end)}}`;
  if (end < 0 || text.slice(end) !== `,"checksum":"${checksum(own)}"}\n`) {
    throw new WorkError(`\`${path}\` is damaged: plan the job again in a new folder`);
  }
  const plan = fromText(own);
  if (plan.schema !== schema) {
    throw new WorkError(
      `\`${folder}\` was planned by another version of nst-video (format ${plan.schema}, not ${schema}): plan the job again in a new folder`,
    );
  }
  return plan;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON, with what JSON has no word for under a name of its own. */
function toText(plan: ShotsPlan): string {
  return JSON.stringify(plan, (_, value: unknown) => {
    if (value instanceof Float64Array) return { float64: [...value] };
    return value instanceof Set ? { set: [...value] } : value;
  });
}

function fromText(text: string): ShotsPlan {
  return JSON.parse(text, (_, value: unknown) => {
    const { float64, set } = (value ?? {}) as { float64?: number[]; set?: number[] };
    if (Array.isArray(float64)) return Float64Array.from(float64);
    return Array.isArray(set) ? new Set(set) : value;
  }) as ShotsPlan;
}
