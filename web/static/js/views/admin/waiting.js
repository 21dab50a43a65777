// Stations that have called, each with a place for the code on its label.

import { chip, h } from '../../util/dom.js';
import { keepList } from '../../util/redraw.js';
import { toast } from '../toasts.js';

const WAITS = { pending: ['Waiting', 'warn', 'clock'], revoked: ['Revoked', 'off', 'cross'] };

export function drawWaiting({ panel, place }, { stations }, socket) {
  const waiting = (stations ?? []).filter((one) => one.presence in WAITS);
  panel.hidden = waiting.length === 0;
  keepList(place, waiting, {
    id: (one) => one.id,
    key: (one) => [one.name, one.gate, one.presence, one.firmware],
    build: (one) => row(one, socket),
  });
}

function row(one, socket) {
  const [word, tone, iconName] = WAITS[one.presence];
  const about = one.gate ? `${one.gate} · calls itself ${one.id}` : `Calls itself ${one.id}. Nobody expected it.`;
  return h(
    'li',
    { class: 'list-item adopt', dataset: { station: one.id } },
    h('div', { class: 'grow' }, h('p', { class: 'list-title' }, one.name, ' ', chip(word, tone, iconName)), h('p', { class: 'list-note' }, about)),
    form(one, socket),
  );
}

function form(one, socket) {
  const id = `code-${one.id}`;
  const input = h('input', { class: 'input', id, name: 'code', required: true, maxlength: 120, autocomplete: 'off', spellcheck: 'false', placeholder: 'ABCDE-FGHIJ-…', 'aria-describedby': `${id}-error` });
  const error = h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' });
  const button = h('button', { class: 'button button-primary' }, 'Adopt');
  const made = h('form', {}, h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, 'Pairing code'), input), button, error);
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.setAttribute('aria-busy', 'true');
    const answer = await socket.command('station.adopt', { station: one.id, pairing_code: input.value.trim() });
    button.removeAttribute('aria-busy');
    error.textContent = answer.ok ? '' : answer.sentence;
    input.setAttribute('aria-invalid', String(!answer.ok));
    if (answer.ok) toast(`${one.name} is adopted.`, 'ok');
  });
  return made;
}
