import { checkApart } from './check-apart.js';
import { type Finding, findingOf } from './finding.js';

const devices = ['cpu', 'webgpu', 'cuda', 'tensorflow'] as const;

/** Which devices answer, which one `--device auto` takes, and how fast that is. */
export async function deviceFindings(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const device of devices) {
    const label = `device ${device}`;
    try {
      findings.push({ label, text: await checkApart(device) });
    } catch (error) {
      const text = `not available: ${reasonOf((error as Error).message).slice(0, 200)}`;
      // Only the CPU must be there.
      findings.push({ label, text, ok: device !== 'cpu' });
    }
  }
  return [
    ...findings,
    await findingOf('device auto', async () => `uses ${await checkApart('auto')}`),
    await findingOf('speed', () => checkApart('speed')),
  ];
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
