import { isatty } from 'node:tty';

const standard = [0, 1, 2] as const;
const terminals = standard.filter((fd) => isatty(fd));

/**
 * Lets a process whose terminal has been closed end by SIGHUP. Node sets the terminal back when it exits, and aborts
 * where it is gone, as if something were wrong. Call it when all is done: nothing that waits for `exit` later than
 * this call is heard any more.
 */
export function leaveWithTerminal(): void {
  if (terminals.length === 0 || process.platform === 'win32') return;
  process.once('exit', () => {
    if (terminals.every((fd) => isatty(fd))) return;
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  });
}
