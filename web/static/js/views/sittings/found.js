// A device is found: what, and where it was. The seat was the first tap.

import { h } from '../../util/dom.js';
import { showDialog } from '../dialogs.js';

const PLACES = ['on the desk', 'in a pocket', 'on the wrist', 'in an ear', 'in a pencil case', 'under the chair', 'in a bag', 'it rang'];

/** `write(what, where)` is called with both; the dialog closes at once. */
export function askFound({ one, categories, write }) {
  const body = h('div', { class: 'gate-card' });
  const dialog = showDialog({ title: `Found at ${one.seat}, ${one.name}`, body });
  const choose = (words, options, next) => body.replaceChildren(h('p', {}, words), h('div', { class: 'choices' }, ...options.map((text) => h('button', { class: 'button button-large', type: 'button', onclick: () => next(text) }, text))), other(next));
  choose('What was found?', categories, (what) =>
    choose(`${what}: where was it?`, PLACES, (where) => {
      write(what, where);
      dialog.close();
    }),
  );
}

function other(next) {
  const text = h('input', { class: 'input', maxlength: 60, autocomplete: 'off', 'aria-label': 'In other words', placeholder: 'In other words' });
  const form = h('form', { class: 'row' }, text, h('button', { class: 'button' }, 'Next'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (text.value.trim()) next(text.value.trim());
  });
  return form;
}
