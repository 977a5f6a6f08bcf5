import { isMainThread } from 'node:worker_threads';
import { EngineError } from '../../errors.js';

const variable = 'ORT_DISABLE_TELEMETRY';

/**
 * Keeps onnxruntime from sending usage data and from keeping a device id and a
 * database of events. It reads the variable from the process's environment
 * when it is loaded; one that the user has set stays as it is.
 *
 * @throws {EngineError} on a thread whose environment is a copy, where the variable would be set in vain
 */
export function forbidTelemetry(): void {
  if (process.env[variable]) return; // onnxruntime takes an empty one for none
  if (!isMainThread) {
    throw new EngineError(
      `Expected ${variable} to be set when nst-video runs on a worker thread, which cannot set it: onnxruntime ` +
        `would send usage data. Import nst-video on the main thread before the worker starts, or set ${variable}=1`,
    );
  }
  process.env[variable] = '1';
}

// At import already: worker threads that a program starts afterwards inherit it.
if (isMainThread) forbidTelemetry();
