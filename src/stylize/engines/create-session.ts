import type * as onnxruntime from 'onnxruntime-node';
import { InferenceSession } from './onnxruntime.js';

/** Where a session computes. */
export interface SessionDevice {
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  /** Threads on the CPU. */
  readonly threads: number;
  /**
   * Whether memory on the CPU is kept from one computation to the next. Default: yes; without, a session holds hardly any
   * between them, and runs a little slower.
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
    // What is kept takes a third more where all of a run is planned ahead, and no less time; what is not is then one block, which goes
    // back to the system.
    enableMemPattern: !arena,
    enableCpuMemArena: arena,
    // Threads that wait for work sleep: spinning gains nothing measurable on an idle
    // machine and takes the processor from decoding, flow and encoding.
    extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } },
  });
}
