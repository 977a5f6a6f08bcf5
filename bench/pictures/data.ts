import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingFiles, type Pair } from './pairs.js';

/** Where the data lies unless said otherwise: `shared/data` beside the checkout. */
export const DEFAULT_DATA = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** The networks to measure with, below the data folder. */
export interface MeasuringNetworks {
  readonly vgg16: string | undefined;
  readonly vgg19: string | undefined;
}

/** Which of the networks to measure with are there. */
export function measuringNetworks(data: string): MeasuringNetworks {
  const found = (name: string) => {
    const path = join(data, 'models', `${name}.safetensors`);
    return existsSync(path) ? path : undefined;
  };
  return { vgg16: found('vgg16'), vgg19: found('vgg19_conv1_1-conv3_4') };
}

/** Why the pairs cannot be painted, as a sentence; null where everything is there. */
export function whatIsAbsent(data: string, pairs: readonly Pair[]): string | null {
  if (!existsSync(data))
    return `No data in ${data}: name the folder that holds photos and paintings by --data.`;
  const missing = missingFiles(data, pairs);
  return missing.length === 0 ? null : `${data} lacks ${missing.join(', ')}.`;
}

/** What will not be measured, in sentences. */
export function networkNotices({ vgg16, vgg19 }: MeasuringNetworks): string[] {
  const notices: string[] = [];
  if (!vgg16) notices.push('No models/vgg16.safetensors: no distances by layer, and no gradients.');
  if (!vgg19) notices.push('No models/vgg19_conv1_1-conv3_4.safetensors: no mean by VGG-19.');
  return notices;
}
