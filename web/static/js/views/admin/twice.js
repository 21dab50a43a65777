// Tags that were at two gates sooner than anybody walks, and how long that is.

import { h, icon } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime, day } from '../../util/time.js';
import { toast, toastRefusal } from '../toasts.js';

export function drawTwice(place, { twice }, socket) {
  if (!twice) return;
  if (!twice.length) return replaceIfChanged(place, 'none', () => [h('li', { class: 'soft' }, 'None. No tag was at two gates sooner than anybody walks.')]);
  keepList(place, twice, { id: (one) => one.id, key: (one) => one, build: (one) => row(one, socket) });
}

function row(one, socket) {
  const dismiss = h('button', { class: 'button', type: 'button', 'aria-label': `Dismiss pouch ${one.pouch}` }, 'Looked at it');
  dismiss.addEventListener('click', async () => toastRefusal(await socket.command('tag.dismiss', { number: one.id })));
  return h('li', { class: 'list-item', dataset: { tag: one.id } }, icon('warning'), h('div', { class: 'grow' }, h('p', {}, one.sentence), h('p', { class: 'list-note' }, `${day(one.at)}, ${clockTime(one.at)}`)), dismiss);
}

export function drawWalks({ panel, place }, { walks }, socket) {
  if (!walks) return;
  panel.hidden = !walks.length;
  keepList(place, walks, { id: (one) => `${one.one}|${one.other}`, key: (one) => one, build: (one) => walk(one, socket) });
}

function walk(one, socket) {
  const label = `${one.one} – ${one.other}`;
  const input = h('input', { class: 'input', type: 'number', min: 0, max: 600, step: 1, required: true, value: one.seconds, 'aria-label': `Seconds from ${one.one} to ${one.other}` });
  const error = h('p', { class: 'field-error', role: 'alert' });
  const form = h('form', { class: 'walk' }, h('span', { class: 'grow' }, label), input, h('span', {}, 's'), h('button', { class: 'button' }, 'Keep'), error);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await socket.command('walk.set', { one: one.one, other: one.other, seconds: Number(input.value) });
    error.textContent = answer.ok ? '' : answer.sentence;
    if (answer.ok) toast(`${label}: ${input.value} s.`, 'ok');
  });
  return form;
}
