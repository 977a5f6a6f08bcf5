import { element } from '../../page/element.js';
import { toolButton } from './controls.js';

/** What a key does. */
export interface KeyBinding {
  /** The value of `KeyboardEvent.key`; with `Shift+` before it where it is held. */
  readonly key: string;
  readonly does: string;
  readonly run: () => void;
}

const spelled: Readonly<Record<string, string>> = { ' ': 'Space' };
const symbols: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→' };

/** Lets keys do what the bindings say, and `?` show them all in a dialog, whose button comes back. */
export function bindKeys(bindings: readonly KeyBinding[]): HTMLButtonElement {
  const dialog = helpDialog(bindings);
  document.body.append(dialog);
  const help = toolButton('Keyboard shortcuts (?)', { text: '?' }, () => dialog.showModal());
  help.ariaLabel = 'Show keyboard shortcuts';

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    const target = event.target as HTMLElement;
    if (target.closest('select, textarea, input:not([type=range])')) return;
    const name = spelled[event.key] ?? event.key;
    // A button in focus is pressed by the space bar: that is what it is for.
    if (name === 'Space' && target.closest('button, summary, a')) return;
    if (name === '?') {
      dialog.showModal();
      event.preventDefault();
      return;
    }
    const wanted = event.shiftKey && event.key.length > 1 ? `Shift+${name}` : name;
    const binding = bindings.find(({ key }) => key === wanted || key === wanted.toLowerCase());
    if (binding === undefined) return;
    event.preventDefault();
    binding.run();
  });
  return help;
}

function helpDialog(bindings: readonly KeyBinding[]): HTMLDialogElement {
  const rows = bindings.map(({ key, does }) => {
    const names = key
      .split('+')
      .map((part) => symbols[part] ?? (part.length > 1 ? part : part.toUpperCase()));
    const keys = names.flatMap((name, i) => [i > 0 ? ' ' : '', element('kbd', name)]);
    return element('div', element('dt', ...keys), element('dd', does));
  });
  const close = element('button.tool.wide', { value: 'close' }, 'Close');
  return element(
    'dialog.help',
    { 'aria-labelledby': 'help-title' },
    element('h2', { id: 'help-title' }, 'Keyboard shortcuts'),
    element('dl', ...rows),
    element('form', { method: 'dialog' }, close),
  );
}
