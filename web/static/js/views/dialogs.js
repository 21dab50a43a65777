// Questions in a <dialog>: focus is kept inside, Escape closes it, and focus goes back to where it was.

import { h, icon } from '../util/dom.js';

/**
 * Asks, and resolves to the form's values ({} without fields) or to null when it is closed.
 * `body` is a list of nodes; named inputs among them become the values.
 */
export function askDialog({ title, body = [], confirm, tone = 'primary', cancel = 'Cancel' }) {
  const close = h('button', { class: 'button button-quiet button-icon', type: 'button', 'aria-label': 'Close' }, icon('cross'));
  const back = h('button', { class: 'button', type: 'button' }, cancel);
  const form = h(
    'form',
    { method: 'dialog' },
    h('div', { class: 'dialog-head' }, h('h2', { id: 'dialog-title' }, title), close),
    h('div', { class: 'dialog-body' }, ...body),
    h('div', { class: 'dialog-foot' }, back, h('button', { class: `button button-${tone}`, value: 'yes' }, confirm)),
  );
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' }, form);
  for (const button of [close, back]) button.addEventListener('click', () => dialog.close());
  closeOnBackdrop(dialog);
  document.body.append(dialog);
  dialog.showModal();
  const first = form.querySelector('input, textarea, select');
  first?.focus();
  first?.select?.(); // what stands there is an offer: typing replaces it
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? Object.fromEntries(new FormData(form)) : null);
    });
  });
}

/** A labelled input for a dialog's body. */
export function dialogField({ label, name, hint = '', ...attributes }) {
  const id = `dialog-${name}`;
  return h(
    'div',
    { class: 'field' },
    h('label', { class: 'field-label', for: id }, label),
    hint && h('p', { class: 'field-hint', id: `${id}-hint` }, hint),
    h('input', { class: 'input', id, name, 'aria-describedby': hint && `${id}-hint`, ...attributes }),
  );
}

export function closeOnBackdrop(dialog) {
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}
