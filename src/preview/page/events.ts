/** Handlers of the server's events, by the events' names. */
export interface Listener<Events> {
  readonly on: { readonly [Name in keyof Events]: (data: Events[Name]) => void };
  /** The connection stands anew: everything up to now is about to be sent again. */
  onOpen?(): void;
  /** The server has stopped. */
  onLost(): void;
}

/**
 * Listens to the server until it ends, or `close` is called. A broken
 * connection is opened again; only when that fails is it lost.
 */
export function listen<Events>(listener: Listener<Events>): { close(): void } {
  const source = new EventSource('events');
  let failures = 0;
  source.onopen = () => {
    failures = 0;
    listener.onOpen?.();
  };
  source.onerror = () => {
    failures++;
    if (failures < 2 && source.readyState !== EventSource.CLOSED) return;
    source.close();
    listener.onLost();
  };
  for (const [name, handle] of Object.entries(listener.on) as [string, (data: unknown) => void][]) {
    source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data)));
  }
  return source;
}
