import { element } from '../../page/element.js';
import { type Icon, icon } from '../../page/icons.js';

/** A button of the tool row: an icon, or a word. */
export function toolButton(
  label: string,
  look: Icon | { readonly text: string },
  onclick: () => void,
): HTMLButtonElement {
  const button = element('button.tool', { type: 'button', title: label, onclick });
  if (typeof look === 'string') relabel(button, label, look);
  else button.append(look.text);
  return withoutFocus(button);
}

/** Shows another icon and says another label. */
export function relabel(button: HTMLButtonElement, label: string, look: Icon): void {
  button.replaceChildren(icon(look));
  button.title = label;
  button.ariaLabel = label;
}

/** A button of the tool row that switches something on and off; off at first. */
export function toggleButton(
  label: string,
  look: Icon | { readonly text: string },
  onChange: (on: boolean) => void,
) {
  const toggle = () => {
    const on = button.ariaPressed === 'false';
    button.ariaPressed = String(on);
    onChange(on);
  };
  const button = toolButton(label, look, toggle);
  button.ariaPressed = 'false';
  return { button, toggle };
}

/** A few words of which one holds. */
export interface Choice<T extends string> {
  readonly root: HTMLElement;
  /** Shows which one holds, without calling back. */
  set(value: T): void;
}

/** Buttons in a row, one of them pressed. */
export function choice<T extends string>(
  label: string,
  options: readonly { readonly value: T; readonly text: string; readonly hint?: string }[],
  onChoose: (value: T) => void,
): Choice<T> {
  const buttons = options.map(({ value, text, hint }) => {
    const attributes = { type: 'button', 'aria-pressed': 'false', 'data-value': value, title: hint ?? text };
    return withoutFocus(element('button', { ...attributes, onclick: () => onChoose(value) }, text));
  });
  return {
    root: element('div.choice', { role: 'group', 'aria-label': label }, ...buttons),
    set(value) {
      for (const button of buttons) button.ariaPressed = String(button.dataset.value === value);
    },
  };
}

/** A line that says what went wrong, once something did. */
export function troubleLine(): { readonly root: HTMLElement; show(text: string): void } {
  const root = element('p.trouble', { role: 'alert', hidden: true });
  return {
    root,
    show(text) {
      root.textContent = text;
      root.hidden = false;
    },
  };
}

/** The space bar should go on playing after a click on a button: so a click with the mouse does not take the focus. */
function withoutFocus(button: HTMLButtonElement): HTMLButtonElement {
  button.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') event.preventDefault();
  });
  return button;
}
