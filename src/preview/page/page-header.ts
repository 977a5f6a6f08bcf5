import { element } from '../../page/element.js';
import { toggleTheme } from '../../page/theme.js';
import { toolButton } from './controls.js';
import { bindKeys, type KeyBinding } from './keys.js';

/** The top of a page: what it shows, and buttons for the theme and for help. Its keys work from then on. */
export function pageHeader(
  title: readonly HTMLElement[],
  keys: readonly KeyBinding[],
  choices?: HTMLElement,
): HTMLElement {
  const theme = toolButton('Light or dark theme (T)', 'theme', toggleTheme);
  const help = bindKeys([...keys, { key: 't', does: 'light or dark theme', run: toggleTheme }]);
  return element('header.top', element('div.title', ...title), choices, element('div.tools', theme, help));
}
