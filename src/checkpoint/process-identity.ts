import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** What tells one process from every other, also from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it started, as the system puts it, with the boot that this counts from; '' where it does not tell. */
  readonly started: string;
}

/** This process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return { host: hostname(), pid: process.pid, started: await startOf(process.pid) };
}

/**
 * Whether that process still runs. One on another machine cannot be asked and
 * counts as running.
 */
export async function isRunning({ host, pid, started }: ProcessIdentity): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = await startOf(pid);
  return now === '' || started === '' || now === started;
}

async function startOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // The second field is a name in brackets that may hold anything; the start is the 22nd.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? 'ended' : `${boot.trim()} ${fields[19]}`;
    }
    if (process.platform === 'win32') return '';
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim();
  } catch {
    return '';
  }
}
