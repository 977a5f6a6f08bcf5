import { basename } from 'node:path';
import type { PaintingWay } from '../../options/option.js';
import type { StylizeOptions } from '../../options/resolve.js';
import { modelFor } from '../../stylize/models/resolve-model.js';
import type { WorkKind } from '../opened-painter.js';

/** The network of a job, for people: that of its style where that is one. */
export function modelName(way: PaintingWay, style: string, options: StylizeOptions, kind: WorkKind): string {
  return way === 'network' ? basename(style) : modelFor(options, kind);
}
