import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../errors.js';
import type { DeviceChoice } from '../../stylize/engines/device.js';
import { type Finding, findingOf } from './finding.js';

const program = fileURLToPath(new URL('./device-check.js', import.meta.url));
const devices = ['cpu', 'webgpu', 'cuda', 'tensorflow'] as const;

/** Which devices answer, which one `--device auto` takes, and how fast that is. */
export async function deviceFindings(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const device of devices) {
    const label = `device ${device}`;
    try {
      findings.push({ label, text: await checkSeparately(device) });
    } catch (error) {
      const text = `not available: ${reasonOf((error as Error).message).slice(0, 200)}`;
      // Only the CPU must be there.
      findings.push({ label, text, ok: device !== 'cpu' });
    }
  }
  return [
    ...findings,
    await findingOf('device auto', async () => `uses ${await checkSeparately('auto')}`),
    await findingOf('speed', () => checkSeparately('speed')),
  ];
}

/**
 * Starts a device, or measures the speed, in a process of its own: drivers print
 * what they like past us, and one that crashes takes only that process with it.
 *
 * @returns the device's description, or the speed, for people
 * @throws {EngineError} where it does not start, or the process dies
 */
async function checkSeparately(what: DeviceChoice | 'speed'): Promise<string> {
  const child = spawn(process.execPath, [program, what], {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const printed = text(child.stdout);
  const [code, signal] = await once(child, 'close').catch((cause: Error) => {
    throw new EngineError(`The check could not be started: ${cause.message}`, cause);
  });
  const answer = await printed;
  const end = signal ? `by ${signal}` : `with exit code ${code}`;
  const found: Answer = answer === '' ? {} : JSON.parse(answer);
  if (found.text !== undefined) return found.text;
  throw new EngineError(found.error ?? `The check ended ${end}: a driver crashed`);
}

interface Answer {
  readonly text?: string;
  readonly error?: string;
}

/** What a driver's message says, on one line, without the place in onnxruntime's source and the test that failed there. */
export function reasonOf(message: string): string {
  return message
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\S*\.(?:cc|cpp|h|cu):\d+ .*? was false\. /g, '')
    .replace(/\S*\/onnxruntime\/\S*\.(?:cc|cpp|h|cu):\d+ /g, '')
    .replace(/ +\./g, '.')
    .trim();
}
