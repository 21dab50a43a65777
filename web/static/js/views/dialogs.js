// Questions in a <dialog>: focus is kept inside, Escape closes it, and focus goes back to where it was.

import { h, icon } from '../util/dom.js';

/**
 * Asks, and resolves to the form's values ({} without fields) or to null when it is closed.
 * `body` is a list of nodes; named inputs among them become the values.
 */
export function askDialog({ title, body = [], confirm, tone = 'primary', cancel = 'Cancel' }) {
  const form = h('form', { method: 'dialog' }, h('div', { class: 'dialog-body' }, ...body), foot({ confirm, tone, cancel }));
  const dialog = showDialog({ title, body: form });
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes' ? Object.fromEntries(new FormData(form)) : null));
  });
}

/**
 * As askDialog, but stays open until `act(values)` answers {ok: true}; what went wrong is said inside, where it can
 * be mended. Resolves to that answer, or to null when it is closed.
 */
export function actInDialog({ title, body = [], confirm, tone = 'primary', cancel = 'Cancel', act }) {
  const error = h('p', { class: 'field-error', role: 'alert' });
  const buttons = foot({ confirm, tone, cancel });
  buttons.prepend(error); // a long form is scrolled: beside its button it is always in sight
  const form = h('form', {}, h('div', { class: 'dialog-body' }, ...body), buttons);
  const dialog = showDialog({ title, body: form });
  const button = form.querySelector('.dialog-foot [value="yes"]');
  let answer = null;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    const said = await act(Object.fromEntries(new FormData(form)));
    button.removeAttribute('aria-busy');
    error.textContent = said.ok ? '' : said.sentence;
    if (!said.ok) return;
    answer = said;
    dialog.close();
  });
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(answer));
  });
}

/** Opens a dialog around `body`; every button of it marked `data-close` closes it. */
export function showDialog({ title, body }) {
  const close = h('button', { class: 'button button-quiet button-icon', type: 'button', 'aria-label': 'Close', 'data-close': true }, icon('cross'));
  const head = h('div', { class: 'dialog-head' }, h('h2', { id: 'dialog-title' }, title), close);
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' }, head, body);
  for (const button of dialog.querySelectorAll('[data-close]')) button.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  closeOnBackdrop(dialog);
  document.body.append(dialog);
  dialog.showModal();
  const first = body.querySelector('[autofocus]') ?? body.querySelector('input, textarea, select');
  first?.focus();
  first?.select?.(); // what stands there is an offer: typing replaces it
  return dialog;
}

function foot({ confirm, tone, cancel }) {
  const back = h('button', { class: 'button', type: 'button', 'data-close': true }, cancel);
  return h('div', { class: 'dialog-foot' }, back, h('button', { class: `button button-${tone}`, value: 'yes' }, confirm));
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
