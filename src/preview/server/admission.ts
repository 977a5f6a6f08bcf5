import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 403 | 405;
  readonly text: string;
  /** For 405: what would be answered. */
  readonly allow?: string;
}

/** A request that may be answered, with its path below the token: `main.js`, '' for the page itself. */
export interface Admitted {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
}

/** What a request is judged by. */
export interface AdmissionRules {
  readonly token: string;
  readonly port: number;
  /** Paths that may be posted to; everything else is only read. */
  readonly posts: readonly string[];
}

/** 32 random bytes, as they may stand in an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Judges a request before anything is looked up for it. The address's first
 * part must be the token; the `Host` must be ours, or a page elsewhere could
 * reach us under a name of its own that it lets point here (DNS rebinding);
 * what changes something must come from our own page.
 */
export function admit(request: IncomingMessage, { token, port, posts }: AdmissionRules): Admitted | Refusal {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.includes(host.toLowerCase())) {
    return { status: 403, text: 'This server only answers requests to its own address.' };
  }
  const [, given = '', path = ''] = /^\/([^/?]*)\/?([^?]*)/.exec(request.url ?? '') ?? [];
  if (!sameToken(given, token)) {
    return {
      status: 403,
      text: 'The token in the address is missing or wrong. Use the address that was printed.',
    };
  }
  const allowed = posts.includes(path) ? ['POST'] : ['GET', 'HEAD'];
  const method = request.method as Admitted['method'];
  if (!allowed.includes(method)) {
    return { status: 405, text: `Expected ${allowed.join(' or ')}.`, allow: allowed.join(', ') };
  }
  if (method === 'POST' && !hosts.some((own) => origin === `http://${own}`)) {
    return { status: 403, text: 'Only the page itself may request this.' };
  }
  return { method, path };
}

/** Takes the same time whichever characters differ. */
function sameToken(given: string, token: string): boolean {
  const a = Buffer.alloc(token.length);
  a.write(given, 'latin1');
  return timingSafeEqual(a, Buffer.from(token, 'latin1')) && given.length === token.length;
}
