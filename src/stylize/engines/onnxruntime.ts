import { createRequire } from 'node:module';
import type * as onnxruntime from 'onnxruntime-node';
import { runtimeLocation } from './runtime-location.js';

const runtime = createRequire(import.meta.url)(runtimeLocation().folder) as typeof onnxruntime;

// What it would print to the terminal past us comes as an error too; devices that are not there are no news.
runtime.env.logLevel = 'fatal';

/** onnxruntime, loaded from {@link runtimeLocation}: see there for which. */
export const { env, InferenceSession, Tensor } = runtime;
