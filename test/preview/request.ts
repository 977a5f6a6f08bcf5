import { type IncomingHttpHeaders, request } from 'node:http';

/** An answer with its body read to the end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks a server on 127.0.0.1, with the path as it stands: no client tidies it up. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** A listener to server-sent events, which keeps all that came. */
export async function listenTo(
  port: number,
  path: string,
): Promise<{
  readonly text: () => string;
  /** Resolves once the text matches; rejects if the stream ends first. */
  until(pattern: RegExp): Promise<void>;
  readonly ended: Promise<void>;
  close(): void;
}> {
  return new Promise((resolve, reject) => {
    let text = '';
    let onText = () => {};
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        onText();
      });
      const ended = new Promise<void>((done) => response.once('close', done));
      response.on('error', () => {});
      resolve({
        text: () => text,
        until: (pattern) =>
          new Promise((found, lost) => {
            onText = () => pattern.test(text) && found();
            onText();
            void ended.then(() => lost(new Error(`ended after: ${text}`)));
          }),
        ended,
        close: () => asked.destroy(),
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
