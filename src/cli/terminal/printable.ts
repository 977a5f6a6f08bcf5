/**
 * What a terminal acts on instead of showing it: C0 and C1 controls and DEL, line
 * separators, marks that turn the direction of writing, and invisible annotations.
 */
const ACTIVE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff\ufff9-\ufffb]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Erases the line that the cursor is in: the one control sequence that we send. */
export const clearLine = '\r\u001b[K';

/** A text that takes one line and does nothing to a terminal: names, titles and messages are not ours. */
export function printable(text: string): string {
  return text.replace(ACTIVE, escaped);
}

/** Several lines, each as {@link printable} has it. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A value of plain objects and arrays with every text in it made {@link printable}. */
export function printableValue<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableValue) as T;
  if (value === null || typeof value !== 'object') return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, printableValue(part)])) as T;
}

/**
 * Lets nothing through to a stream but lines of text, and `clearLine` where a text
 * begins with it. Whoever prints escapes line breaks in names; this is what holds
 * where somebody forgets the rest. Escapes are those of JSON, so that JSON stays what it was.
 */
export function guardStream(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...parts: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) => {
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    const begin = chunk.startsWith(clearLine) ? clearLine : '';
    return write(begin + printableLines(chunk.slice(begin.length)), ...rest);
  };
}

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
