import { element } from '../../page/element.js';

/** What a key does. */
export interface KeyBinding {
  /** Values of `KeyboardEvent.key`; with `Shift+` before it where it is held. */
  readonly keys: readonly string[];
  /** How the help shows them. */
  readonly shown: string;
  readonly does: string;
  readonly run: () => void;
}

const spelled: Readonly<Record<string, string>> = { ' ': 'Space' };

/** Lets keys do what the bindings say, and `?` show them all in a dialog, whose button comes back. */
export function bindKeys(bindings: readonly KeyBinding[]): HTMLButtonElement {
  const dialog = helpDialog(bindings);
  document.body.append(dialog);
  const help = element('button', { class: 'tool', type: 'button', title: 'Keyboard shortcuts (?)' }, '?');
  help.setAttribute('aria-label', 'Show keyboard shortcuts');
  help.addEventListener('click', () => dialog.showModal());

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
    const binding = bindings.find(({ keys }) => keys.includes(wanted) || keys.includes(wanted.toLowerCase()));
    if (binding === undefined) return;
    event.preventDefault();
    binding.run();
  });
  return help;
}

function helpDialog(bindings: readonly KeyBinding[]): HTMLDialogElement {
  const rows = bindings.map(({ shown, does }) => {
    const keys = shown.split(' ').flatMap((key, i) => [i > 0 ? ' ' : '', element('kbd', {}, key)]);
    return element('div', {}, element('dt', {}, ...keys), element('dd', {}, does));
  });
  const close = element('button', { class: 'tool wide', value: 'close' }, 'Close');
  return element(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    element('h2', { id: 'help-title' }, 'Keyboard shortcuts'),
    element('dl', {}, ...rows),
    element('form', { method: 'dialog' }, close),
  );
}
