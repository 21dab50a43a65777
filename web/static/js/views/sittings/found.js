// A device is found: the seat was the first tap, what it is the second; here is where it was.

import { h } from '../../util/dom.js';
import { showDialog } from '../dialogs.js';

const PLACES = ['on the desk', 'in a pocket', 'on the wrist', 'in an ear', 'in a pencil case', 'under the chair', 'in a bag', 'it rang'];

/** `what` was the second tap, or is asked for in words where it is empty. `write(what, where)` is called with both. */
export function askFound({ one, what, write }) {
  const body = h('div', { class: 'gate-card' });
  const dialog = showDialog({ title: `Found at ${one.seat}, ${one.name}`, body });
  const askWhere = (found) =>
    body.replaceChildren(
      h('p', {}, `${found}: where was it?`),
      choices(PLACES, (where) => done(found, where)),
      other((where) => done(found, where)),
    );
  const done = (found, where) => {
    write(found, where);
    dialog.close();
  };
  if (what) askWhere(what);
  else body.replaceChildren(h('p', {}, 'What was found?'), other(askWhere));
}

/** Buttons beside each other, one for each answer. */
export function choices(answers, choose) {
  return h('div', { class: 'choices' }, ...answers.map((text) => h('button', { class: 'button button-large', type: 'button', onclick: () => choose(text) }, text)));
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
