import { createEngine } from '../../stylize/engines/create-engine.js';
import type { Network } from '../../stylize/network/network.js';
import { type Finding, findingOf } from './finding.js';

const devices = ['cpu', 'webgpu', 'cuda', 'tensorflow'] as const;

/** Which devices answer, and which one `--device auto` takes. */
export async function deviceFindings(network: Network): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const device of devices) {
    const label = `device ${device}`;
    try {
      await using engine = await createEngine({ device, network });
      findings.push({ label, text: engine.device.description });
    } catch (error) {
      const text = `not available: ${(error as Error).message.replace(/\s*\n\s*/g, ' ').slice(0, 200)}`;
      // Only the CPU must be there.
      findings.push({ label, text, ok: device !== 'cpu' });
    }
  }
  const auto = await findingOf('device auto', async () => {
    await using chosen = await createEngine({ device: 'auto', network });
    return `takes ${chosen.device.description}`;
  });
  return [...findings, auto];
}
