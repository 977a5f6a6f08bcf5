/** What a user may ask for. `auto` takes a graphics processor if one answers, else the CPU. */
export type DeviceChoice = 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'tensorflow';

/** Where the arithmetic runs, and on what. */
export interface EngineDevice {
  readonly kind: 'cpu' | 'webgpu' | 'cuda' | 'tensorflow';
  /** For people: `CPU, 2 threads (onnxruntime 1.30.0)`. */
  readonly description: string;
}
