import type { InferenceSession } from 'onnxruntime-node';

/** Keeps the sessions used last, up to a number; what falls out is released. */
export class SessionCache {
  readonly #sessions = new Map<string, InferenceSession>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The session of that key, made by `create` if it is not here. */
  async get(key: string, create: () => Promise<InferenceSession>): Promise<InferenceSession> {
    let session = this.#sessions.get(key);
    if (session === undefined) {
      session = await create();
    } else {
      this.#sessions.delete(key);
    }
    this.#sessions.set(key, session);
    for (const [oldest, old] of [...this.#sessions].slice(0, -this.#limit)) {
      this.#sessions.delete(oldest);
      await old.release();
    }
    return session;
  }
}
