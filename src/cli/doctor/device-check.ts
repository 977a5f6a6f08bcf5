import { createEngine } from '../../stylize/engines/create-engine.js';
import type { DeviceChoice } from '../../stylize/engines/device.js';
import { EMBEDDED_NAMES, embeddedNetworkPath } from '../../stylize/network/embedded.js';
import { loadVgg } from '../../stylize/network/load-network.js';
import { measureSpeed } from './speed.js';

// A program of its own, see `devices.ts`: what drivers print to standard error stays out of the report.

const what = process.argv[2] as DeviceChoice | 'speed';
const [name] = EMBEDDED_NAMES;
try {
  const network = await loadVgg(embeddedNetworkPath(name));
  process.stdout.write(JSON.stringify({ text: await check() }));

  async function check(): Promise<string> {
    if (what === 'speed') return await measureSpeed(network);
    await using engine = await createEngine({ device: what, network });
    return engine.device.description;
  }
} catch (error) {
  process.stdout.write(JSON.stringify({ error: (error as Error).message }));
}
