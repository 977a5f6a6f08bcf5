/** What an element may be given: an attribute's text, a flag that is there or not, or under `on…` what an event does. */
export type Attributes = Readonly<Record<string, string | number | boolean | (() => void) | undefined>>;

/** An element with its attributes and what it holds; `true` is an attribute without a value, `false` none. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...content: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...content.filter((part) => part !== undefined));
  return made;
}
