import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** A named message to the page; `data` must survive JSON. */
export interface PageEvent {
  readonly name: string;
  readonly data: unknown;
}

const heartbeatMs = 15_000;
/** A client that is this far behind is cut off; it reconnects and gets everything at once. */
const mostBehindBytes = 8 * 2 ** 20;

/**
 * Server-sent events for any number of pages. A page that connects, late or again,
 * first gets the events so far, as `history` lists them.
 */
export class EventChannel {
  readonly #clients = new Set<ServerResponse>();
  readonly #history: () => readonly PageEvent[];
  #ended = false;

  constructor(history: () => readonly PageEvent[]) {
    this.#history = history;
  }

  /** Pages that listen now. */
  get listeners(): number {
    return this.#clients.size;
  }

  /** Answers a request by the events up to now and all to come. */
  attach(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(`retry: 1000\n\n${this.#history().map(encode).join('')}`);
    if (this.#ended) {
      response.end();
      return;
    }
    const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
    heartbeat.unref();
    this.#clients.add(response);
    response.once('close', () => {
      clearInterval(heartbeat);
      this.#clients.delete(response);
    });
  }

  /** Sends an event to every page. */
  send(event: PageEvent): void {
    const text = encode(event);
    for (const client of this.#clients) {
      if (client.writableLength > mostBehindBytes) client.destroy();
      else client.write(text);
    }
  }

  /**
   * Ends every page's stream, and later ones once they have got the history;
   * resolves when all have received the last event, or after a second.
   */
  async end(): Promise<void> {
    this.#ended = true;
    const received = [...this.#clients].map((client) => new Promise((done) => client.end(done)));
    await Promise.race([Promise.all(received), delay(1000, undefined, { ref: false })]);
  }
}

function encode({ name, data }: PageEvent): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
