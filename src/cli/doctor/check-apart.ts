import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../errors.js';
import type { DeviceChoice } from '../../stylize/engines/create-engine.js';

const program = fileURLToPath(new URL('./device-check.js', import.meta.url));

/**
 * Starts a device, or measures the speed, in a process of its own: drivers print
 * what they like past us, and one that crashes takes only that process with it.
 *
 * @returns the device's description, or the speed, for people
 * @throws {EngineError} where it does not start, or the process dies
 */
export async function checkApart(what: DeviceChoice | 'speed'): Promise<string> {
  const child = spawn(process.execPath, [program, what], {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  let answer = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new EngineError(`The check could not be started: ${cause.message}`, cause)),
    );
    child.once('close', (code, signal) => resolve(signal ? `by ${signal}` : `with exit code ${code}`));
  });
  const { text, error } = answer === '' ? ({} as Answer) : (JSON.parse(answer) as Answer);
  if (text === undefined) throw new EngineError(error ?? `The check ended ${end}: a driver crashed`);
  return text;
}

interface Answer {
  readonly text?: string;
  readonly error?: string;
}
