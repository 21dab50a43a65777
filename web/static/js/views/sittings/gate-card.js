// One candidate at the gate: nothing to hand in, something on a token, or a named adjustment.

import { h, icon } from '../../util/dom.js';
import { showDialog } from '../dialogs.js';

import { holderOf, proposed } from './tokens.js';

/**
 * `take({outcome, …})` writes the line; the card closes at once, since the line is kept whatever the network does. `begun`
 * is a line that the server would not have, {payload, sentence}: with all that was given, and what was wrong with it.
 */
export function askAtGate({ one, room, categories, taken, take, begun = null }) {
  const body = h('div', { class: 'gate-card' });
  const dialog = showDialog({ title: `${one.number} ${one.name}${one.seat ? `, ${one.seat}` : ''}`, body });
  const finish = (given) => {
    take(given);
    dialog.close();
  };
  const toHandIn = () => step(body, handIn({ one, room, categories, taken, finish, begun }));
  if (begun?.payload.outcome === 'handed-in') toHandIn();
  else step(body, first({ one, finish, handIn: toHandIn, adjust: () => step(body, adjustment(finish)) }));
}

function step(body, nodes) {
  body.replaceChildren(...nodes);
  body.querySelector('[autofocus]')?.focus();
}

function first({ one, finish, handIn: toHandIn, adjust }) {
  const arrangements = one.arrangements.length ? h('p', { class: 'soft' }, `${one.arrangements.join(', ')}${one.extra ? `, ${one.extra} % extra time` : ''}`) : null;
  return [
    h('p', {}, 'Any phone, watch, earbuds or other device on you, switched off or in a pouch?'),
    ...(arrangements ? [arrangements] : []),
    big('check', 'Nothing on me', () => finish({ outcome: 'declared-none' }), 'button-primary', true),
    big('phone', 'Hands something in…', toHandIn),
    big('shield', 'Has an approval to keep one…', adjust, 'button-quiet'),
  ];
}

function handIn({ one, room, categories, taken, finish, begun }) {
  const { devices: chosen, token: word = proposed(room, one.seat, taken) } = begun?.payload ?? { devices: [] };
  const boxes = categories.map((name) => h('label', { class: 'pill' }, h('input', { type: 'checkbox', name: 'devices', value: name, checked: chosen.includes(name) }), h('span', {}, name)));
  const token = h('input', { class: 'input', name: 'token', value: word, maxlength: 60, autocomplete: 'off', 'aria-describedby': 'token-error' });
  const error = h('p', { class: 'field-error', id: 'token-error', role: 'alert' }, begun?.sentence ?? '');
  const form = h(
    'form',
    { class: 'stack' },
    h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'What is handed in'), ...boxes),
    h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Token'), h('span', { class: 'field-hint' }, 'As it stands on the tray: the room and the seat.'), token, error),
    h('button', { class: 'button button-primary button-large button-wide' }, icon('check'), 'Handed in'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const devices = new FormData(form).getAll('devices');
    const word = token.value.trim();
    error.textContent = wrong(devices, word, taken);
    if (error.textContent && devices.length) token.focus();
    if (!error.textContent) finish({ outcome: 'handed-in', devices, token: word });
  });
  return [form];
}

function wrong(devices, token, taken) {
  if (devices.length === 0) return 'Choose what is handed in.';
  if (!token) return 'Give the number of the token.';
  const holder = holderOf(token, taken);
  return holder ? `Token ${token} is with ${holder} already: use another.` : '';
}

function adjustment(finish) {
  const approval = h('input', { class: 'input', name: 'approval', maxlength: 200, required: true, autocomplete: 'off', autofocus: true });
  const form = h(
    'form',
    { class: 'stack' },
    h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'The approval, and what may stay'), h('span', { class: 'field-hint' }, 'For example: glucose monitor, agreed by the exams officer on 6 May. Never why.'), approval),
    h('button', { class: 'button button-primary button-large button-wide' }, icon('check'), 'It may stay'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (approval.value.trim()) finish({ outcome: 'adjustment', approval: approval.value.trim() });
  });
  return [form];
}

function big(iconName, words, onclick, look = '', autofocus = false) {
  return h('button', { class: `button button-large button-wide ${look}`, type: 'button', onclick, autofocus }, icon(iconName), words);
}
