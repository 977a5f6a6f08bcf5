import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import send from 'send';
import { OutputError } from '../../errors.js';
import { admit, newToken } from './admission.js';
import { safetyHeaders } from './headers.js';
import type { Content, PageContent } from './page-content.js';

/** A page being served. */
export interface PreviewServer extends AsyncDisposable {
  /** With its token: `http://127.0.0.1:49152/…/`. */
  readonly address: string;
  readonly port: number;
  /** Ends all connections and frees the port; may be called again. */
  close(): Promise<void>;
  /** Answers what has been asked for, for so long at most, and closes. */
  finish(timeoutMs: number): Promise<void>;
}

/**
 * Serves a page on a free port of 127.0.0.1, under an address with a token
 * made for this run, without which every answer is 403.
 *
 * @throws {OutputError} where no port can be had.
 */
export async function openServer(page: PageContent): Promise<PreviewServer> {
  const token = newToken();
  const actions = page.actions ?? {};
  const server = createServer((request, response) => {
    response.on('error', () => {});
    void answer(request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'The server could not produce this.');
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value as string);
    const asked = admit(request, { token, port: portOf(), posts: Object.keys(actions) });
    if ('status' in asked) {
      if (asked.allow !== undefined) response.setHeader('allow', asked.allow);
      return refuse(response, asked.status, asked.text);
    }
    if (asked.method === 'POST') {
      request.resume();
      actions[asked.path]?.();
      response.writeHead(204).end();
      return;
    }
    const content = await page.find(asked.path);
    if (content === undefined) return refuse(response, 404, 'Not found.');
    deliver(request, response, content);
  }
  const portOf = () => (server.address() as AddressInfo).port;

  await new Promise<void>((listening, failed) => {
    server.once('error', (error) =>
      failed(new OutputError(`The page could not be served on 127.0.0.1: ${error.message}`, error)),
    );
    server.listen(0, '127.0.0.1', listening);
  });
  const port = portOf();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
  const finish = async (timeoutMs: number) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const answered = new Promise((resolve) => server.close(resolve));
    await Promise.race([answered, delay(timeoutMs, undefined, { ref: false })]);
    clearInterval(idle);
    await close();
  };
  return {
    address: `http://127.0.0.1:${port}/${token}/`,
    port,
    close,
    finish,
    [Symbol.asyncDispose]: close,
  };
}

function deliver(request: IncomingMessage, response: ServerResponse, content: Content): void {
  if (content.kind === 'events') {
    if (request.method === 'HEAD') response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
    else content.channel.attach(response);
    return;
  }
  if (content.type !== undefined) response.setHeader('content-type', content.type);
  if (content.kind === 'bytes') {
    const body = Buffer.from(content.body as Uint8Array);
    response.setHeader('content-length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  // The path is one that we chose, under its own folder: nothing of the request goes into it.
  const options = {
    root: dirname(content.path),
    dotfiles: 'allow',
    index: false,
    cacheControl: false,
  } as const;
  send(request, encodeURIComponent(basename(content.path)), options).pipe(response);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.writeHead(status).end(`${text}\n`);
}
