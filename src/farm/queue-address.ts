import { UsageError } from '../errors.js';

/** Where the queue is. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Number of the database. */
  readonly db: number;
  readonly tls: boolean;
  /** Without user and password, for messages. */
  readonly shown: string;
}

const expected =
  'Expected `--queue` to be redis://[user:password@]host[:port][/database], or rediss:// for TLS';

/**
 * Reads the address of a Redis or Valkey server. No message repeats what was given: it may hold a password.
 *
 * @throws UsageError for what is no such address
 */
export function queueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new UsageError(`${expected}, got something else`);
  if (!['redis:', 'rediss:'].includes(url.protocol)) {
    throw new UsageError(`${expected}, got ${url.protocol}//`);
  }
  const [, database = ''] = /^\/?(\d{0,4})$/.exec(url.pathname) ?? [];
  const sound =
    url.hostname !== '' && /^\/?\d{0,4}$/.test(url.pathname) && url.search === '' && url.hash === '';
  if (!sound) throw new UsageError(`${expected}, got another form of address`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    host,
    port,
    username: decoded(url.username),
    password: decoded(url.password),
    db: Number(database),
    tls: url.protocol === 'rediss:',
    shown: `${url.protocol}//${url.hostname}:${port}${database === '' ? '' : `/${database}`}`,
  };
}

function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new UsageError(`${expected}, got a user or password that is not percent-encoded`);
  }
}
