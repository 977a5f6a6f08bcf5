import { stat } from 'node:fs/promises';
import { InputError } from '../errors.js';
import { type Fingerprint, fingerprint, fingerprintOfFiles } from './fingerprint.js';

/** What the file system says of a file. Two that agree in all of it are taken for the same without being read. */
interface Entry {
  readonly identity: string;
  /** Changes also with what leaves the content alone: a new name, another owner. */
  readonly changed: string;
}

/** Files looked at as often as one likes; more of them, only so often. */
const fewFiles = 16;
const pauseMs = 10_000;

/**
 * Notices when what a job reads is replaced or written to while the job is at
 * work: pictures would then come from one file and sound from another.
 */
export class SourceGuard {
  readonly #entries: ReadonlyMap<string, Entry>;
  #known: Fingerprint | undefined;
  #looked = Number.NEGATIVE_INFINITY;

  private constructor(entries: ReadonlyMap<string, Entry>) {
    this.#entries = entries;
  }

  /** Remembers what the files look like now; those that are missing are whoever reads them's to tell of. */
  static async of(paths: readonly string[]): Promise<SourceGuard> {
    const entries = new Map<string, Entry>();
    for (const path of new Set(paths)) {
      const entry = await entryOf(path);
      if (entry) entries.set(path, entry);
    }
    return new SourceGuard(entries);
  }

  /** Takes on what their content was known by when the job began. */
  know(content: Fingerprint | null): void {
    this.#known = content ?? undefined;
  }

  /**
   * Looks at names, sizes and times; cheap. Of many files, at most every ten seconds.
   *
   * @throws InputError where a file is not what it was
   */
  async check(): Promise<void> {
    if (this.#entries.size > fewFiles && performance.now() - this.#looked < pauseMs) return;
    let suspicious = false;
    for (const [path, before] of this.#entries) {
      const now = await entryOf(path);
      if (!now) throw changed(path, 'was removed');
      if (now.identity !== before.identity) throw changed(path, 'was replaced or changed');
      if (now.changed !== before.changed) suspicious = true;
    }
    this.#looked = performance.now();
    if (suspicious) await this.#checkContent();
  }

  /**
   * Looks at the content as well, as far as its fingerprint does.
   *
   * @throws InputError where a file is not what it was
   */
  async checkThoroughly(): Promise<void> {
    this.#looked = Number.NEGATIVE_INFINITY;
    await this.check();
    await this.#checkContent();
  }

  async #checkContent(): Promise<void> {
    const [first, ...others] = this.#entries.keys();
    if (first === undefined || this.#known === undefined) return;
    const now = await (others.length > 0
      ? fingerprintOfFiles([...this.#entries.keys()])
      : fingerprint(first));
    if (now.sample !== this.#known.sample) throw changed(first, 'was changed');
  }
}

async function entryOf(path: string): Promise<Entry | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined; // a folder changes with what is written beside its pictures
  const { dev, ino, size, mtimeMs, ctimeMs } = found;
  return { identity: `${size} ${mtimeMs}`, changed: `${dev} ${ino} ${ctimeMs}` };
}

function changed(path: string, how: string): InputError {
  return new InputError(
    `\`${path}\` ${how} while the job was running, so the painted frames no longer match it. ` +
      'Restore the original file and run the same command, or start over with `--restart`',
  );
}
