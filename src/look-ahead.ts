/**
 * The items of `source`, with up to `depth` of them being made while the
 * consumer works on the one before. Closing it closes the source; an error of
 * the source arrives in its turn.
 */
export async function* lookAhead<T>(
  source: AsyncGenerator<T>,
  depth: number,
): AsyncGenerator<T, void, undefined> {
  const pending: Promise<IteratorResult<T>>[] = [];
  const ask = () => {
    const next = source.next();
    next.catch(() => {});
    pending.push(next);
  };
  try {
    for (let i = 0; i < depth; i++) ask();
    for (;;) {
      ask();
      const result = await (pending.shift() as Promise<IteratorResult<T>>);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    await source.return(undefined);
  }
}
