import { basename } from 'node:path';
import type { StylizeOptions } from '../../options/resolve.js';
import { modelFor } from '../../stylize/models/resolve-model.js';
import { styleKind } from '../../stylize/style-network/style-kind.js';
import type { WorkKind } from '../opened-painter.js';

/** The network of a job, for people: that of its style where that is one. */
export async function modelName(style: string, options: StylizeOptions, kind: WorkKind): Promise<string> {
  return (await styleKind(style)) === 'network' ? basename(style) : modelFor(options, kind);
}
