/** First address that is free: the module's tables lie below it. */
export function freeMemory(): usize {
  return (__heap_base + 63) & ~63;
}
