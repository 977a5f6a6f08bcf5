/** What an element may be given: an attribute's text, a flag that is there or not, or under `on…` what an event does. */
export type Attributes = Readonly<Record<string, string | number | boolean | (() => void) | undefined>>;

/** The element that a name such as `p.hint` stands for. */
type ElementOf<Name extends string> = Name extends keyof HTMLElementTagNameMap
  ? HTMLElementTagNameMap[Name]
  : Name extends `${infer Tag extends keyof HTMLElementTagNameMap}.${string}`
    ? HTMLElementTagNameMap[Tag]
    : never;

/**
 * An element by its tag and classes, `p.hint`, with its attributes and what it holds; `true` is an attribute without a
 * value, `false` none.
 */
export function element<Name extends string>(
  name: Name,
  ...parts: readonly (Attributes | Node | string | undefined)[]
): ElementOf<Name> {
  const [tag = '', ...classes] = name.split('.');
  const made = document.createElement(tag);
  made.classList.add(...classes);
  for (const part of parts) {
    if (typeof part === 'string' || part instanceof Node) made.append(part);
    else setAttributes(made, part ?? {});
  }
  return made as ElementOf<Name>;
}

function setAttributes(made: HTMLElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
}
