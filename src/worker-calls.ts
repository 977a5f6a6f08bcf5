import { parentPort } from 'node:worker_threads';

/** What a worker thread is asked and answers: argument and value of each of its methods. */
export type Calls<Of> = {
  readonly [Method in keyof Of]: { readonly argument: unknown; readonly value: unknown };
};

/** A request to a worker thread. */
export interface WorkerRequest {
  readonly id: number;
  readonly method: PropertyKey;
  readonly argument: unknown;
}

/** Its answer: a value, or what was thrown. */
export type WorkerReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: unknown };

/** A worker's methods; what is listed in `transfer` is moved, not copied. */
export type WorkerMethods<Of extends Calls<Of>> = {
  readonly [Method in keyof Of]: (
    argument: Of[Method]['argument'],
  ) => MethodResult<Of[Method]['value']> | Promise<MethodResult<Of[Method]['value']>>;
};

interface MethodResult<Value> {
  readonly value: Value;
  readonly transfer?: readonly ArrayBufferLike[];
}

/** On a worker thread: answers the requests of its `WorkerClient`, one after the other. */
export function answerCalls<Of extends Calls<Of>>(methods: WorkerMethods<Of>): void {
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (request: WorkerRequest) => {
    last = last.then(() => answer(methods, request));
  });
}

async function answer<Of extends Calls<Of>>(
  methods: WorkerMethods<Of>,
  { id, method, argument }: WorkerRequest,
): Promise<void> {
  let reply: WorkerReply;
  let moved: readonly ArrayBufferLike[] = [];
  try {
    const { value, transfer = [] } = await methods[method as keyof Of](argument as never);
    reply = { id, value };
    moved = transfer;
  } catch (error) {
    reply = { id, error: error instanceof Error ? error : String(error) };
  }
  parentPort?.postMessage(reply, moved as ArrayBuffer[]);
}
