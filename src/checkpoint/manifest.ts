import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkError } from '../errors.js';
import { writeDurably } from './disk.js';
import type { Fingerprint } from './fingerprint.js';

/** Version of all that a work folder holds. */
const schema = 2;
const fileName = 'manifest.json';

/** What a job is about: whoever continues it must find all of this the same. */
export interface Manifest {
  readonly schema: typeof schema;
  /** Drawn when the job began; its frames and states are tied to it. */
  readonly id: string;
  /** Absolute paths, or URLs: not compared, so that a folder can be moved with all that is in it. */
  readonly input: string;
  readonly style: string;
  readonly output: string;
  /** Null for a URL, which is known by its frames alone. */
  readonly inputFile: Fingerprint | null;
  /** SHA-256 of the whole file, in hex. */
  readonly styleHash: string;
  readonly modelHash: string;
  /** All options, by their names, as they were resolved. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of those options that frames depend on. */
  readonly compared: readonly string[];
  /** The options that name files, with what is in these in place of their paths: compared instead of the options themselves. */
  readonly optionContents: Readonly<Record<string, unknown>>;
  /** Of nst-video and FFmpeg. */
  readonly versions: Readonly<Record<string, string>>;
  /** What computes, with the runtime's version. */
  readonly device: string;
  /** The frames that are painted, of those of the clip. */
  readonly selection: { readonly first: number; readonly count: number };
  /** Of a painted frame, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** The part of a frame within letterbox bars. */
  readonly area: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  /** What the complete output looks like, written down before it is put in its place. */
  readonly complete?: string;
}

/** A manifest without its version and what is drawn for it. */
export type JobFacts = Omit<Manifest, 'schema' | 'id' | 'complete'>;

/** What of them is known before the engine is started and the clip is looked into. */
export type EarlyFacts = Omit<JobFacts, 'device' | 'area'>;

/** One thing that is not as it was. */
export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** Writes a new folder's manifest: from then on the folder is a work folder. */
export async function writeManifest(folder: string, facts: JobFacts): Promise<Manifest> {
  const manifest: Manifest = { schema, id: randomBytes(12).toString('hex'), ...facts };
  await rewriteManifest(folder, manifest);
  return manifest;
}

/** Writes a manifest over the one that is there. */
export async function rewriteManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = JSON.stringify({ ...manifest, checksum: checksum(manifest) }, null, 2);
  await writeDurably(join(folder, fileName), `${text}\n`);
}

/**
 * Reads a folder's manifest; undefined where there is none.
 *
 * @throws WorkError where it cannot be read, is damaged or is another version's
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, fileName);
  let read: unknown;
  try {
    // A pipe would never end.
    if (!(await stat(path)).isFile()) throw new Error('not a file');
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new WorkError(`\`${path}\` cannot be read: start over with \`--restart\``, error);
  }
  const { checksum: sum, ...manifest } = (read ?? {}) as Manifest & { readonly checksum?: string };
  if (typeof manifest.schema === 'number' && manifest.schema !== schema) {
    throw new WorkError(
      `\`${folder}\` was made by another version of nst-video (format ${manifest.schema}, not ${schema}): ` +
        'finish it with that version, or start over with `--restart`',
    );
  }
  if (sum !== checksum(manifest)) {
    throw new WorkError(`\`${path}\` is damaged: start over with \`--restart\``);
  }
  return manifest;
}

/** Of all else that a manifest says, in the order in which it says it. */
function checksum(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}

/** What differs between the job that began a folder and the one that would continue it. */
export function differences(before: Manifest, now: Partial<JobFacts>): Difference[] {
  const found: Difference[] = [];
  const compare = (what: string, a: unknown, b: unknown, show: (value: unknown) => string = shown) => {
    if (b !== undefined && JSON.stringify(a) !== JSON.stringify(b)) {
      found.push({ what, before: show(a), now: show(b) });
    }
  };
  if (now.inputFile !== undefined) {
    compare('input size', before.inputFile?.bytes, now.inputFile?.bytes, (n) => `${n} bytes`);
    compare('input modification time', before.inputFile?.modified, now.inputFile?.modified, date);
    compare('input content', before.inputFile?.sample, now.inputFile?.sample, shortHash);
  }
  compare('style content', before.styleHash, now.styleHash, shortHash);
  compare('network', before.modelHash, now.modelHash, shortHash);
  const names = new Set([...before.compared, ...(now.compared ?? [])]);
  for (const name of now.options ? names : []) {
    const of = ({ options, optionContents }: Partial<JobFacts>) =>
      optionContents?.[name] ?? options?.[name] ?? null;
    compare(`option ${name}`, of(before), of(now));
  }
  for (const [name, version] of Object.entries(now.versions ?? {})) {
    compare(`${name} version`, before.versions[name], version);
  }
  compare('device', before.device, now.device);
  compare('selected frames', before.selection, now.selection);
  compare('frame size', before.size, now.size, size);
  return found;
}

/**
 * Refuses to continue a job that is not the same.
 *
 * @throws WorkError that lists what differs, old and new
 */
export function checkSame(folder: string, before: Manifest, now: Partial<JobFacts>): void {
  const found = differences(before, now);
  if (found.length === 0) return;
  const list = found.map(({ what, before: a, now: b }) => `${what}: ${a} -> ${b}`).join('; ');
  throw new WorkError(
    `The unfinished work in \`${folder}\` was started with different settings (${list}): ` +
      'continue with the original settings, or start over with `--restart`',
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shortHash(value: unknown): string {
  return String(value).slice(0, 8);
}

function size(value: unknown): string {
  const { width, height } = value as Manifest['size'];
  return `${width}×${height}`;
}

function date(value: unknown): string {
  return typeof value === 'number' ? new Date(value).toISOString() : 'none';
}
