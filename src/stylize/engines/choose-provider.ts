import { EngineError } from '../../errors.js';
import type { DeviceChoice } from './device.js';
import { hasGraphicsHardware } from './graphics-hardware.js';
import { runtimeLocation } from './runtime-location.js';

/**
 * Where onnxruntime is to compute what needs no gradient, for a device that was asked for.
 *
 * @throws EngineError for `tensorflow`, which is another runtime
 */
export async function chooseProvider(device: DeviceChoice): Promise<'cpu' | 'webgpu' | 'cuda'> {
  if (device === 'tensorflow') {
    throw new EngineError(
      'Expected `--device` to be auto, cpu, webgpu or cuda, got tensorflow: painting in one pass runs on onnxruntime',
    );
  }
  if (device !== 'auto') return device;
  if (runtimeLocation().cuda) return 'cuda';
  return (await hasGraphicsHardware()) ? 'webgpu' : 'cpu';
}
