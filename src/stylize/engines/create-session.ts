import type * as onnxruntime from 'onnxruntime-node';
import { InferenceSession } from './onnxruntime.js';

/** Where a session computes. */
export interface SessionDevice {
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  /** Threads on the CPU. */
  readonly threads: number;
  /**
   * Whether memory on the CPU is kept from one computation to the next. Default: yes; without, a session holds less of it
   * and runs a little slower.
   */
  readonly arena?: boolean | undefined;
}

/** A session of onnxruntime for a model's bytes. */
export function createSession(
  model: Uint8Array,
  { provider, threads, arena = true }: SessionDevice,
): Promise<onnxruntime.InferenceSession> {
  return InferenceSession.create(model, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    // Planning the memory of a whole run ahead takes a third more of it, and no less time.
    enableMemPattern: false,
    enableCpuMemArena: arena,
    // Threads that wait for work sleep: spinning gains nothing measurable on an idle
    // machine and takes the processor from decoding, flow and encoding.
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  });
}
