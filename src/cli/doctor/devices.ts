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
      const text = `not available: ${(error as Error).message.replace(/\s*\n\s*/g, ' ').slice(0, 200)}`;
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
