import { fastWeightsPath, loadFastWeights } from '../../stylize/fast/fast-weights.js';
import { EMBEDDED_NAMES, embeddedNetworkPath } from '../../stylize/network/embedded.js';
import { loadVgg } from '../../stylize/network/load-network.js';
import { deviceFindings } from './devices.js';
import { ffmpegFindings } from './ffmpeg.js';
import { type Finding, findingLine, findingOf } from './finding.js';
import { machineFindings } from './machine.js';

/**
 * Looks at all that a job stands on and prints it line by line.
 *
 * @returns whether jobs can run.
 */
export async function runDoctor(print: (line: string) => void): Promise<boolean> {
  let healthy = true;
  const tell = (findings: readonly Finding[]) => {
    for (const finding of findings) {
      print(findingLine(finding));
      healthy &&= finding.ok !== false;
    }
  };
  tell(machineFindings());
  tell(await ffmpegFindings());
  let loads = true;
  for (const name of EMBEDDED_NAMES) {
    const found = await findingOf('network', async () => {
      const loaded = await loadVgg(embeddedNetworkPath(name));
      return `${loaded.name}, sha256 ${loaded.sha256}, ${embeddedNetworkPath(name)}`;
    });
    tell([found]);
    loads &&= found.ok !== false;
  }
  const fast = await findingOf('network', async () => {
    await loadFastWeights(fastWeightsPath());
    return `nst-fast, ${fastWeightsPath()}`;
  });
  tell([fast]);
  if (loads) tell(await deviceFindings());
  print(
    healthy
      ? 'Everything that a job needs is available.'
      : 'Jobs cannot run until the problems above are fixed.',
  );
  return healthy;
}
