import { parentPort } from 'node:worker_threads';

/** What a worker is asked and answers: argument and value of each of its methods, and what it reports before that. */
export type Calls<Of> = {
  readonly [Method in keyof Of]: {
    readonly argument: unknown;
    readonly value: unknown;
    readonly progress?: unknown;
  };
};

/** What a method reports; nothing where its call says nothing of it. */
export type ProgressOf<Call> = Call extends { readonly progress: infer Progress } ? Progress : never;

/** A request to a worker. */
export interface WorkerRequest {
  readonly id: number;
  readonly method: PropertyKey;
  readonly argument: unknown;
}

/** Its answer: a value, or what was thrown. Before that, how far it is. */
export type WorkerReply =
  | { readonly id: number; readonly progress: unknown }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: unknown };

/** A worker's methods; what is listed in `transfer` is moved, not copied. */
export type WorkerMethods<Of extends Calls<Of>> = {
  readonly [Method in keyof Of]: (
    argument: Of[Method]['argument'],
    report: (progress: ProgressOf<Of[Method]>) => void,
  ) => MethodResult<Of[Method]['value']> | Promise<MethodResult<Of[Method]['value']>>;
};

interface MethodResult<Value> {
  readonly value: Value;
  readonly transfer?: readonly ArrayBufferLike[];
}

/** How a worker is spoken to. */
interface Port {
  on(event: 'message', listener: (request: WorkerRequest) => void): unknown;
  postMessage(reply: WorkerReply, transfer: ArrayBuffer[]): void;
}

/** In a worker: answers the requests of its `WorkerClient`, one after the other. */
export function answerCalls<Of extends Calls<Of>>(methods: WorkerMethods<Of>): void {
  const port: Port | undefined = parentPort ?? processPort();
  if (!port) return;
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request) => {
    last = last.then(() => answer(methods, request, port));
  });
}

/** Of a process that another one has started. When it ends is up to that one, which is told of interrupts, too. */
function processPort(): Port | undefined {
  if (!process.send) return undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  // Native code that still computes on its threads is not waited for.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return {
    on: (event, listener) => process.on(event, (message) => listener(message as WorkerRequest)),
    // Whoever is gone is not told.
    postMessage: (reply) => process.send?.(reply, undefined, undefined, () => {}),
  };
}

async function answer<Of extends Calls<Of>>(
  methods: WorkerMethods<Of>,
  { id, method, argument }: WorkerRequest,
  port: Port,
): Promise<void> {
  let reply: WorkerReply;
  let moved: readonly ArrayBufferLike[] = [];
  const report = (progress: unknown) => port.postMessage({ id, progress }, []);
  try {
    const { value, transfer = [] } = await methods[method as keyof Of](argument as never, report);
    reply = { id, value };
    moved = transfer;
  } catch (error) {
    reply = { id, error: error instanceof Error ? error : String(error) };
  }
  port.postMessage(reply, moved as ArrayBuffer[]);
  collectYoung();
}

/** Drops what is of no use any more in processes that give memory back; elsewhere nothing is done. */
export function collectYoung(): void {
  globalThis.gc?.({ type: 'minor' });
}
