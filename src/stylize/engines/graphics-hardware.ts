import { execFile } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

// onnxruntime does not say which adapter its WebGPU provider took, and WebGPU
// falls back to software rasterisers (SwiftShader, llvmpipe, WARP) where there
// is no graphics processor. So the system is asked instead; never the clock,
// which would let the choice change from run to run.

/** Device files through which Linux drivers reach a graphics processor: DRM render nodes, NVIDIA's, WSL's. */
const LINUX_DEVICE = /^\/dev\/(dri\/renderD\d+|nvidia\d+|dxg)$/;

/** The registry's class of display adapters on Windows. */
const WINDOWS_DISPLAY_CLASS =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';

/** Whether this machine has a graphics processor that a driver could reach. */
export async function hasGraphicsHardware(): Promise<boolean> {
  if (process.platform === 'darwin') return true; // Metal has no software rasteriser.
  if (process.platform === 'win32') return await hasWindowsAdapter();
  return linuxDevices().length > 0;
}

/**
 * Whether a WebGPU device that was just started in this process is hardware.
 * On Linux a driver that found a processor keeps its device file open, and
 * Dawn prefers such an adapter to a software one; elsewhere the presence of
 * hardware must do.
 */
export function isOnGraphicsHardware(): boolean {
  return process.platform !== 'linux' || openDeviceFiles().length > 0;
}

function linuxDevices(): string[] {
  return ['/dev', '/dev/dri'].flatMap((folder) => {
    try {
      return readdirSync(folder)
        .map((name) => `${folder}/${name}`)
        .filter((path) => LINUX_DEVICE.test(path));
    } catch {
      return [];
    }
  });
}

function openDeviceFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      return LINUX_DEVICE.test(path) ? [path] : [];
    } catch {
      return []; // closed meanwhile
    }
  });
}

async function hasWindowsAdapter(): Promise<boolean> {
  try {
    const query = ['query', WINDOWS_DISPLAY_CLASS, '/s', '/v', 'DriverDesc'];
    const { stdout } = await promisify(execFile)('reg', query, { timeout: 5000 });
    const names = [...stdout.matchAll(/DriverDesc\s+REG_SZ\s+(.+)/g)].map((match) => match[1] ?? '');
    return names.some((name) => !/Microsoft (Basic|Remote)/.test(name));
  } catch {
    return false;
  }
}
