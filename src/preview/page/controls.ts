import { element } from '../../page/element.js';
import { type Icon, icon } from '../../page/icons.js';
import { toggleTheme } from '../../page/theme.js';

/** A button of the tool row: an icon, or a word. A click with the mouse leaves the keyboard where it was. */
export function toolButton(
  label: string,
  look: Icon | { readonly text: string },
  onClick: () => void,
): HTMLButtonElement {
  const content = typeof look === 'string' ? icon(look) : look.text;
  const button = element('button', { class: 'tool', type: 'button', title: label }, content);
  if (typeof look === 'string') button.setAttribute('aria-label', label);
  button.addEventListener('click', onClick);
  keepFocus(button);
  return button;
}

/** Shows another icon and says another label. */
export function relabel(button: HTMLButtonElement, label: string, look: Icon): void {
  button.replaceChildren(icon(look));
  button.title = label;
  button.setAttribute('aria-label', label);
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
    const button = element(
      'button',
      { type: 'button', 'aria-pressed': 'false', 'data-value': value, title: hint ?? text },
      text,
    );
    button.addEventListener('click', () => onChoose(value));
    keepFocus(button);
    return button;
  });
  return {
    root: element('div', { class: 'choice', role: 'group', 'aria-label': label }, ...buttons),
    set(value) {
      for (const button of buttons)
        button.setAttribute('aria-pressed', String(button.dataset.value === value));
    },
  };
}

/** Switches between light and dark, from what the system has. */
export function themeButton(): HTMLButtonElement {
  return toolButton('Light or dark theme (T)', 'theme', toggleTheme);
}

/** The space bar should go on playing after a click on a button: so a click does not take the focus. */
function keepFocus(button: HTMLButtonElement): void {
  button.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') event.preventDefault();
  });
}
