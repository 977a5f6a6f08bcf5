import { UsageError } from '../../errors.js';

/**
 * The address of the queue, from the command line or the environment, where others cannot read it.
 *
 * @throws UsageError where neither names one
 */
export function queueOf({ queue }: { readonly queue: string | undefined }): string {
  const given = queue ?? process.env.NST_VIDEO_QUEUE;
  if (given) return given;
  throw new UsageError(
    '`--queue` is required: name the Redis server of the farm, such as redis://host, or set NST_VIDEO_QUEUE',
  );
}
